#pragma once

#include "engine/base/result.h"

#include <QJsonObject>
#include <QStringList>

namespace Saltern {

/// A target in Salt's words.
struct SaltTarget
{
    QString compound;        // for Salt's compound matcher; labels are grains, saltern:labels:...
    QJsonObject tree;        // for the helper module `saltern_target`
    QStringList differences; // what Salt does not read as Saltern does; sentences
    bool readsLabels = false;
};

/// The text of a target; an error when Salt has no words for it.
Result<SaltTarget> saltTarget(const QString &target);

} // namespace Saltern
