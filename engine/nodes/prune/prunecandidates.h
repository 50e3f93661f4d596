#pragma once

#include "engine/base/result.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QStringList>

#include <chrono>
#include <optional>
#include <vector>

namespace Saltern {

/// What may go.
struct PruneRules
{
    QStringList what; // "containers", "images", "networks", "volumes", "build-cache"
    std::chrono::seconds olderThan{0};
    QStringList labels;        // "key" or "key=value": only what has all of them
    QStringList keepLabels;    // never what has one of them
    bool taggedImages = false; // images with a name, too, when no container uses them

    /// From the node's rendered settings.
    static Result<PruneRules> read(const QJsonObject &settings);
};

/// One thing that may go.
struct PruneCandidate
{
    QString type; // as in PruneRules::what
    QString id;   // what Docker is asked to remove
    QString name; // for people
    qint64 bytes = 0;
    bool force = false; // an image with several names

    QJsonObject toJson() const;
    bool operator==(const PruneCandidate &) const = default;
};

/// What the rules pick out of SystemDataUsage and NetworkList (Docker Engine API), in the order in
/// which it can be removed. Nothing of Saltern's own functions is ever picked, nothing that runs or
/// is used, no network that Docker made itself, and no container of a replacement under way. An
/// image counts as unused when the containers that were made from it go, too. Build cache has no
/// entries of its own here but one for all. Pure.
std::vector<PruneCandidate> pruneCandidates(const PruneRules &rules,
                                            const QJsonObject &usage,
                                            const QJsonArray &networks,
                                            qint64 nowSeconds);

} // namespace Saltern
