# Settings that every target of the project shares, and the functions that declare targets.

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_C_STANDARD 17)
set(CMAKE_CXX_VISIBILITY_PRESET hidden)
set(CMAKE_VISIBILITY_INLINES_HIDDEN ON)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bin)

find_program(SALTERN_CCACHE ccache)
if(SALTERN_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
    set(CMAKE_C_COMPILER_LAUNCHER ${SALTERN_CCACHE})
    set(CMAKE_CXX_COMPILER_LAUNCHER ${SALTERN_CCACHE})
endif()

add_library(saltern_options INTERFACE)
target_compile_options(saltern_options INTERFACE
    -Wall -Wextra -Wpedantic -Wshadow -Werror
    # Designated initialisers name what differs from the default; the rest is meant to be left out.
    -Wno-missing-field-initializers
    $<$<COMPILE_LANGUAGE:CXX>:-Woverloaded-virtual -Wnon-virtual-dtor>)
target_compile_definitions(saltern_options INTERFACE
    QT_NO_CAST_FROM_ASCII QT_NO_CAST_TO_ASCII QT_NO_URL_CAST_FROM_STRING
    QT_NO_NARROWING_CONVERSIONS_IN_CONNECT QT_USE_QSTRINGBUILDER QT_NO_FOREACH
    SALTERN_VERSION="${PROJECT_VERSION}")
target_include_directories(saltern_options INTERFACE ${PROJECT_SOURCE_DIR})

find_program(SALTERN_LLD ld.lld)
if(SALTERN_LLD)
    target_link_options(saltern_options INTERFACE -fuse-ld=lld)
endif()
if(SALTERN_SANITIZE)
    target_compile_options(saltern_options INTERFACE
        -fsanitize=address,undefined -fno-omit-frame-pointer -fno-sanitize-recover=undefined)
    target_link_options(saltern_options INTERFACE -fsanitize=address,undefined)
endif()

if(SALTERN_FUZZ)
    # Without it in the libraries, libFuzzer would not see which ways an input takes through them.
    target_compile_options(saltern_options INTERFACE -fsanitize=fuzzer-no-link,address)
    target_link_options(saltern_options INTERFACE -fsanitize=address)
endif()

# A build from nothing is twice as fast with them. Not for daily work: they hide a missing include.
# No unity build instead: sources here have helpers of the same name in their anonymous namespaces.
function(saltern_precompile target)
    if(SALTERN_PCH)
        target_precompile_headers(${target} PRIVATE
            <QByteArray> <QHash> <QJsonArray> <QJsonDocument> <QJsonObject> <QList> <QObject> <QString>
            <QStringList> <QTimer> <tl/expected.hpp> <chrono> <functional> <memory> <optional> <vector>)
    endif()
endfunction()

# For programs that make and drop many small values: malloc and free were a fifth of what an engine
# under load computed, and mimalloc takes a fraction of that. The sanitizers bring their own.
function(saltern_use_mimalloc program)
    if(NOT SALTERN_SANITIZE AND NOT SALTERN_FUZZ)
        target_link_libraries(${program} PRIVATE mimalloc)
    endif()
endfunction()

# For what only tests are made of. What a test itself does takes no time to speak of, compiling it does:
# two thirds of a build from nothing were tests that the compiler optimised. They share one precompiled
# set of headers, without QTest, which is another one for each folder and each library of Qt.
function(saltern_compile_quickly target)
    target_compile_options(${target} PRIVATE $<$<CONFIG:Release>:-O0>)
    if(SALTERN_PCH)
        if(NOT TARGET saltern_testheaders)
            file(WRITE ${CMAKE_BINARY_DIR}/testheaders.cpp "")
            add_library(saltern_testheaders STATIC ${CMAKE_BINARY_DIR}/testheaders.cpp)
            target_compile_options(saltern_testheaders PRIVATE $<$<CONFIG:Release>:-O0>)
            target_link_libraries(saltern_testheaders PRIVATE saltern_options Qt6::Network)
            target_precompile_headers(saltern_testheaders PRIVATE
                <QCoreApplication> <QDir> <QFile> <QJsonArray> <QJsonDocument> <QJsonObject> <QProcess>
                <QTcpSocket> <QTemporaryDir> <QTimer> <QUrl> <QVariant> <tl/expected.hpp> <algorithm> <chrono>
                <functional> <memory> <optional> <vector>)
        endif()
        target_link_libraries(${target} PRIVATE Qt6::Network)
        target_precompile_headers(${target} REUSE_FROM saltern_testheaders)
    endif()
endfunction()

# saltern_add_test(tst_name SOURCES a.cpp ... [LIBRARIES ...] [LABELS unit|integration|guard])
# One QtTest program, registered with ctest under its own name.
function(saltern_add_test name)
    cmake_parse_arguments(ARG "" "TIMEOUT" "SOURCES;LIBRARIES;LABELS;ENVIRONMENT" ${ARGN})
    add_executable(${name} ${ARG_SOURCES})
    target_link_libraries(${name} PRIVATE saltern_options Qt6::Test ${ARG_LIBRARIES})
    saltern_compile_quickly(${name})
    set_target_properties(${name} PROPERTIES
        AUTOMOC ON RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/tests)
    add_test(NAME ${name} COMMAND ${name})
    if(NOT ARG_LABELS)
        set(ARG_LABELS unit)
    endif()
    if(NOT ARG_TIMEOUT)
        set(ARG_TIMEOUT 300)
    endif()
    set_tests_properties(${name} PROPERTIES
        LABELS "${ARG_LABELS}" TIMEOUT ${ARG_TIMEOUT}
        ENVIRONMENT "QT_QPA_PLATFORM=offscreen;LC_ALL=C.UTF-8;TZ=UTC;${ARG_ENVIRONMENT}")
endfunction()
