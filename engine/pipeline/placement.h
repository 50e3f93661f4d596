#pragma once

#include "engine/pipeline/target.h"

namespace Saltern {

/// Which hosts a step works on: the setting `place` of a node (docs/hosts.md). `event-host`, a
/// target, `any` or `any TARGET`, `all` or `all TARGET`.
struct Placement
{
    enum class Kind {
        EventHost, // the one that the event came from
        One,       // the event's when the target picks it, else the first that it picks
        Any,       // the least busy of those that the target picks
        All,       // each of them
    };

    Kind kind = Kind::EventHost;
    Target target; // One, Any, All

    /// The words that begin a placement.
    static QStringList words();

    /// Empty = `event-host`. The error's detail is the offset of the fault in `text`.
    static Result<Placement> parse(const QString &text);
};

} // namespace Saltern
