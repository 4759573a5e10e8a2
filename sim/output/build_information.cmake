# Writes a header with what a build knows about itself. Run with -P and SOURCE_DIR, VERSION, BUILD_TYPE, FLAGS,
# OUTPUT. MODEL is a hash of the sources that decide results: equal for two programs that may continue each other's
# runs. Comments and blanks do not count, nor what only reads, writes or reports. Without git, or in a source tree that is no repository of its own, the commit is "unknown".
set(COMMIT "unknown")
set(CHANGED "unknown")
find_program(GIT git)
if(GIT)
  execute_process(COMMAND ${GIT} -C ${SOURCE_DIR} rev-parse --show-toplevel
    OUTPUT_VARIABLE TOP OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET RESULT_VARIABLE FAILED)
  if(NOT FAILED)
    file(REAL_PATH "${TOP}" TOP)
    file(REAL_PATH "${SOURCE_DIR}" HERE)
    if(TOP STREQUAL HERE)
      execute_process(COMMAND ${GIT} -C ${SOURCE_DIR} rev-parse --verify --quiet HEAD
        OUTPUT_VARIABLE HEAD OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET RESULT_VARIABLE FAILED)
      if(NOT FAILED)
        set(COMMIT "${HEAD}")
        execute_process(COMMAND ${GIT} --no-optional-locks -C ${SOURCE_DIR} status --porcelain --untracked-files=no
          OUTPUT_VARIABLE STATUS ERROR_QUIET)
        if(STATUS STREQUAL "")
          set(CHANGED "no")
        else()
          set(CHANGED "yes")
        endif()
      endif()
    endif()
  endif()
endif()
file(GLOB_RECURSE SOURCES RELATIVE ${SOURCE_DIR} ${SOURCE_DIR}/models/*.hpp ${SOURCE_DIR}/models/*.cpp
  ${SOURCE_DIR}/sim/core/*.hpp ${SOURCE_DIR}/sim/core/*.cpp)
list(FILTER SOURCES EXCLUDE REGEX "^models/(program/|live/|web/|main\\.cpp)")
foreach(PART contents mechanism rows sequence types)
  list(APPEND SOURCES sim/run/${PART}.hpp)
endforeach()
list(SORT SOURCES)
set(MODEL "")
foreach(SOURCE IN LISTS SOURCES)
  file(READ ${SOURCE_DIR}/${SOURCE} TEXT)
  string(REGEX REPLACE "//[^\n]*" "" TEXT "${TEXT}")
  string(REGEX REPLACE "[ \t\r\n]+" "" TEXT "${TEXT}")
  string(SHA256 HASH "${TEXT}")
  string(APPEND MODEL "${SOURCE} ${HASH}\n")
endforeach()
string(SHA256 MODEL "${MODEL}")
string(SUBSTRING "${MODEL}" 0 16 MODEL)
file(CONFIGURE OUTPUT "${OUTPUT}" @ONLY CONTENT [=[// Generated at build time.
#pragma once

namespace actorhood::sim::generated {
inline constexpr char version[] = R"text(@VERSION@)text";
inline constexpr char commit[] = R"text(@COMMIT@)text";
inline constexpr char model[] = R"text(@MODEL@)text";
inline constexpr char changed[] = R"text(@CHANGED@)text";
inline constexpr char build_type[] = R"text(@BUILD_TYPE@)text";
inline constexpr char flags[] = R"text(@FLAGS@)text";
} // namespace actorhood::sim::generated
]=])
