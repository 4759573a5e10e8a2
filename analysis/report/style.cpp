#include "analysis/report/style.hpp"

namespace actorhood::analysis::report {

const char* const style = R"(
:root{color-scheme:light dark;--ground:#fff;--paper:#fff;--ink:#222;--faint:#555;--edge:#8a8a8a;--link:#0b5394;--line:#ddd}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%}
body{margin:0;background:var(--ground);color:var(--ink);font:1rem/1.5 system-ui,sans-serif;overflow-wrap:anywhere}
main{max-width:76rem;margin:0 auto;padding:1rem}
main:focus{outline:none}
h1{font-size:1.6rem;line-height:1.25;margin:.2rem 0 1rem;max-width:50rem}
h2{font-size:1.15rem;margin:1.6rem 0 .5rem}
h3{font-size:1rem;margin:1.2rem 0 .4rem}
p,ul{margin:.5rem 0;max-width:46rem}
ul{padding-left:1.2rem}
a{color:var(--link)}
a:focus-visible,summary:focus-visible,.scroll:focus-visible{outline:3px solid var(--link);outline-offset:2px}
.skip{position:absolute;left:-99rem}
.skip:focus{left:1rem;top:.5rem;background:var(--ground);padding:.5rem}
.kind,.note{color:var(--faint);font-size:.9rem;margin:.4rem 0}
.first{display:grid;gap:1.5rem;grid-template-columns:1fr}
.first h2:first-child{margin-top:0}
.first>figure{max-width:36rem;align-self:start}
.answer{font-size:1.2rem;line-height:1.4}
.figures{display:grid;gap:1.2rem;grid-template-columns:1fr;align-items:start}
figure{margin:0;padding:.8rem;background:var(--paper);border:1px solid var(--line);border-radius:.4rem;min-width:0;break-inside:avoid}
figcaption{font-weight:600;margin-bottom:.4rem}
figure>svg{display:block;width:100%;height:auto}
.legend{list-style:none;display:flex;flex-wrap:wrap;gap:.2rem 1.2rem;padding:0;max-width:none}
.legend svg{vertical-align:middle;margin-right:.4rem}
nav ul{list-style:none;padding:0;display:flex;flex-wrap:wrap;gap:.3rem 1.2rem;max-width:none}
nav h2{font-size:1rem;margin:1.2rem 0 .2rem}
nav a,.csv,summary{display:inline-block;padding:.25rem 0;min-height:1.5rem}
summary{cursor:pointer;color:var(--link);text-decoration:underline}
.scroll{overflow-x:auto;margin:.4rem 0}
table{border-collapse:collapse;font-size:.88rem;overflow-wrap:normal}
caption{text-align:left;color:var(--faint);padding-bottom:.3rem}
th,td{text-align:left;padding:.25rem .7rem .25rem 0;border-bottom:1px solid var(--edge);vertical-align:top}
th[scope=row]{font-weight:400;min-width:11rem;max-width:18rem;overflow-wrap:anywhere}
td{max-width:26rem}
td[lang]{min-width:13rem}
.n{text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums}
code{font-family:ui-monospace,monospace;font-size:.9em;overflow-wrap:anywhere}
@media(min-width:46rem){.figures{grid-template-columns:repeat(2,minmax(0,1fr))}}
@media(min-width:60rem){.first{grid-template-columns:minmax(0,1.15fr) minmax(0,1fr)}h1{font-size:2rem}}
@media(min-width:72rem){.figures{grid-template-columns:repeat(3,minmax(0,1fr))}}
@media(prefers-reduced-motion:no-preference){html{scroll-behavior:smooth}}
@media screen and (prefers-color-scheme:dark){
:root{--ground:#161616;--paper:#222;--ink:#eee;--faint:#bbb;--edge:#888;--link:#8ab8ec;--line:#444}
.d rect[fill="#ffffff"]{fill:#222}
.d [fill="#222222"]{fill:#eee}.d [stroke="#222222"]{stroke:#eee}
.d [fill="#555555"]{fill:#bbb}.d [stroke="#555555"]{stroke:#bbb}
.d [stroke="#dddddd"]{stroke:#444}
.d path[fill="#0072b2"],.d rect[fill="#0072b2"]{fill:#56b4e9}.d [stroke="#0072b2"]{stroke:#56b4e9}
.d path[fill="#d55e00"],.d rect[fill="#d55e00"]{fill:#f5894a}.d [stroke="#d55e00"]{stroke:#f5894a}
.d path[fill="#009e73"],.d rect[fill="#009e73"]{fill:#2fc79b}.d [stroke="#009e73"]{stroke:#2fc79b}
.d path[fill="#cc79a7"],.d rect[fill="#cc79a7"]{fill:#e3a0c5}.d [stroke="#cc79a7"]{stroke:#e3a0c5}
.d path[fill="#000000"],.d rect[fill="#000000"]{fill:#fff}.d [stroke="#000000"]{stroke:#fff}
.d path[fill="#767676"],.d rect[fill="#767676"]{fill:#a5a5a5}.d [stroke="#767676"]{stroke:#a5a5a5}
figure:not(.d){--paper:#fff;--line:#ddd;--faint:#555;--link:#0b5394;--edge:#8a8a8a;color:#222}
}
@media print{
:root{color-scheme:light;--ground:#fff;--paper:#fff;--ink:#000;--faint:#444;--edge:#888;--link:#000}
body{font-size:10pt}main{max-width:none;padding:0}
nav,.csv,.skip,details:not([open]){display:none}
figure{border:1px solid #888}
.figures{grid-template-columns:repeat(2,minmax(0,1fr))}
.first{grid-template-columns:minmax(0,1.2fr) minmax(0,1fr)}
.scroll{overflow:visible}table{width:100%;font-size:.75rem;overflow-wrap:anywhere}
th,td,td[lang],th[scope=row]{min-width:0;padding-right:.4rem}
h2,h3{break-after:avoid}
}
)";

} // namespace actorhood::analysis::report
