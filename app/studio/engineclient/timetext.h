#pragma once

#include <QString>

// Times and lengths of time as the studio shows them, from the RFC 3339 texts of the protocol.
namespace Saltern {

/// "14:02:11.418" in local time; empty for what is no time.
QString clockTime(const QString &time);
/// Like clockTime, with the day before it unless it is today.
QString dayTime(const QString &time);
/// "just now", "2 s ago", "3 min ago", "5 h ago", then the day.
QString timeAgo(const QString &time);
/// "0.4 ms", "12 ms", "3.2 s", "2 min 5 s"; "" for a negative one.
QString durationText(double ms);
/// Milliseconds from one time to the other; -1 unless both are times.
double msBetween(const QString &from, const QString &to);

} // namespace Saltern
