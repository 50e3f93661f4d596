#pragma once

#include "engine/base/result.h"

#include <QByteArray>
#include <QJsonObject>

#include <memory>
#include <vector>

namespace Saltern {

/// One event pattern in the dialect of Event Ruler (docs/patterns.md). An immutable, implicitly
/// shared value; the root is always the event.
class Pattern
{
public:
    Pattern();

    /// Compiles a pattern. The error names the offending field as a path and says how to mend it;
    /// its detail is the JSON pointer (RFC 6901) of the offending part.
    static Result<Pattern> fromJson(const QJsonObject &pattern);
    static Result<Pattern> parse(const QByteArray &json);

    bool isNull() const { return !m_rules; }

    /// The pattern as it was written.
    const QJsonObject &source() const;

    struct Rules; // private to the matcher
    const std::shared_ptr<const Rules> &rules() const { return m_rules; }

private:
    std::shared_ptr<const Rules> m_rules;
};

/// What one clause of a pattern made of one event: for "why not".
struct ClauseVerdict
{
    QString path;    // "data.container.exitCode"
    QString pointer; // where the clause stands in the pattern (RFC 6901); /$or/ for alternatives
    QString clause;  // the clause as compact JSON, e.g. [{"anything-but":0}]
    bool matched = false;
    QString seen;     // the value(s) at the path as compact JSON; empty when the field is missing
    QString sentence; // "data.container.exitCode is 0, but the pattern wants anything but 0."
};

/// Every clause of the pattern with the value it saw, in the order of the pattern.
std::vector<ClauseVerdict> explainPattern(const Pattern &pattern, const QJsonObject &event);

/// One sentence that sums the clauses up, given what the matcher said: clauses alone do not tell,
/// for there are alternatives ($or) and arrays whose elements must agree.
QString explainOutcome(bool matched, const std::vector<ClauseVerdict> &verdicts);

} // namespace Saltern
