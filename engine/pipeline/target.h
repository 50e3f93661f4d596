#pragma once

#include "engine/base/result.h"

#include <QHash>
#include <QStringList>

#include <memory>
#include <vector>

namespace Saltern {

struct TargetTerm; // private to the target's sources

/// What a target looks at of a host.
struct TargetHost
{
    QString name;
    QHash<QString, QString> labels;
};

/// A longer target is refused (UTF-16 units).
inline constexpr qsizetype maximumTargetLength = 1024;
/// Parentheses and `not` within one another.
inline constexpr int maximumTargetDepth = 16;

/// An expression that picks hosts (docs/hosts.md), as Salt's compound matcher: `web*`, `a, b`,
/// `E@regex`, `L@a,b`, `G@label:value`, `and`, `or`, `not`, parentheses. Immutable value; asking it
/// takes bounded time whatever it says.
class Target
{
public:
    /// Picks nothing.
    Target();

    /// The error's detail is the offset of the fault in `text`, in UTF-16 units.
    static Result<Target> parse(const QString &text);

    bool matches(const TargetHost &host) const;

    /// What a person who sees that it picks none of these hosts can do about it: the first name or
    /// label in it that none of them has, with the nearest one.
    QString advice(const std::vector<TargetHost> &hosts) const;

    /// Names and globs only, joined by commas or `or`: each of them; else nothing.
    QStringList globs() const;

private:
    std::shared_ptr<const TargetTerm> m_root;
};

} // namespace Saltern
