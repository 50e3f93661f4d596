#pragma once

#include "engine/nodes/container.ensure/containerreplacement.h"

namespace Saltern {

/// What containers there are under a name and the two names of a replacement: an engine that was
/// killed in the middle of one leaves them behind.
struct NamedContainers
{
    struct Entry
    {
        QString id; // empty = there is none
        bool runs = false;
    };
    Entry current; // has the name
    Entry fresh;   // was to get it
    Entry former;  // had it

    /// From an answer of ContainerList.
    static NamedContainers read(const QJsonArray &list, const QString &name);

    /// The query of ContainerList that finds them.
    static QUrlQuery query(const QString &name);
};

/// One thing to do about what a replacement left behind.
struct TidyingStep
{
    QByteArray method;
    QString path;
    QUrlQuery query;
    QString done; // for the log
};

/// What brings things in order, in this order: what was begun is undone, unless the new container
/// runs already; then only the former one goes. Empty when nothing was left behind. Pure.
std::vector<TidyingStep> tidyingSteps(const NamedContainers &containers, const QString &name);

} // namespace Saltern
