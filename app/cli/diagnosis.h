#pragma once

#include "engine/hosts/hostcheck.h"

#include <QJsonArray>

#include <vector>

namespace Saltern::Cli {

/// One thing that `saltern doctor` found out.
struct Finding
{
    enum class Verdict { Good, Note, Problem };

    QString id; // stable, for scripts: "engine", "cgroup", "state-folder"
    Verdict verdict = Verdict::Good;
    QString message;
    QString remedy; // what to do about it

    QJsonObject toJson() const;
};

/// What there is to say about a host that was checked.
std::vector<Finding> judgeHost(const HostReport &report, const HostConfig &host);

/// Engines of this machine other than those of `hosts`.
std::vector<Finding> judgeOtherEngines(const std::vector<HostConfig> &hosts);

/// Our own programs and folders.
std::vector<Finding> judgeInstallation();

} // namespace Saltern::Cli
