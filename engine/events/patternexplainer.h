#pragma once

#include "engine/events/pattern.h"

#include <QByteArrayView>

#include <memory>

namespace Saltern {

/// Tells of one event after another what each clause of a pattern made of it, as explainPattern()
/// does of one: what depends on the pattern alone is worked out once. One thread at a time
/// (explain() keeps scratch memory).
class PatternExplainer
{
public:
    explicit PatternExplainer(const Pattern &pattern);
    ~PatternExplainer();
    PatternExplainer(PatternExplainer &&) noexcept;
    PatternExplainer &operator=(PatternExplainer &&) noexcept;

    /// The bytes are one JSON object with 64 readable bytes behind it, as Event::json() has; of
    /// bytes that are none there is nothing to tell.
    std::vector<ClauseVerdict> explain(QByteArrayView paddedJson);

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace Saltern
