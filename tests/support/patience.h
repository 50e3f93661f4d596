#pragma once

#include <QTest>

namespace Saltern {

/// How long a test waits for what has to come, in milliseconds. It goes on as soon as it has come,
/// so this only says how slow a machine may be. QTRY_VERIFY and QTRY_COMPARE look three times: what
/// is waited for has to last.
inline constexpr int patience = 60'000;

} // namespace Saltern

// QtTest's own limit of five seconds is too short for a machine that does other things as well.
#undef QTRY_VERIFY
#define QTRY_VERIFY(expression) QTRY_VERIFY_WITH_TIMEOUT(expression, Saltern::patience)
#undef QTRY_COMPARE
#define QTRY_COMPARE(expression, expected)                                                         \
    QTRY_COMPARE_WITH_TIMEOUT(expression, expected, Saltern::patience)
