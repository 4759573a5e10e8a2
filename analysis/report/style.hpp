// How reports look: on a screen, a phone, paper, in the dark.
#pragma once

namespace actorhood::analysis::report {

/// Colours of pictures are those of the palette on white; in the dark they are replaced by lighter ones of the same hue,
/// which stand out from the dark ground by 3:1 (words by 4.5:1).
extern const char* const style;

} // namespace actorhood::analysis::report
