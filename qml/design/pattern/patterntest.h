#pragma once

#include <QJsonValue>
#include <QString>

#include <optional>
#include <vector>

namespace Saltern {

/// One entry of a pattern's list as a person sees it: a test from a list, and a value as text.
/// The dialect is that of docs/patterns.md.
struct PatternTest
{
    QString test; // an id of patternTestKinds(), or "raw"
    QString value;

    bool operator==(const PatternTest &) const = default;
};

struct PatternTestKind
{
    QString id;
    QString title;       // "begins with"
    QString placeholder; // an example value; empty for tests without a value
};

/// Every test that there is, in the order of the list.
const std::vector<PatternTestKind> &patternTestKinds();

/// Reads an entry. What has no form of its own becomes "raw" with its JSON as the value, so
/// nothing is lost.
PatternTest patternTestOf(const QJsonValue &entry);

/// The entry, or nothing while the value makes no sense for the test.
std::optional<QJsonValue> patternEntry(const PatternTest &test);

/// Text for a scalar and back: a string stands as it is, unless it would read as something else.
QString scalarText(const QJsonValue &scalar);
QJsonValue scalarOf(const QString &text);

} // namespace Saltern
