#pragma once

#include "engine/base/result.h"

#include <QByteArray>
#include <QJsonObject>
#include <QString>
#include <QUrlQuery>

namespace Saltern {

/// The one Engine API call that carries an action out.
struct ActionCall
{
    QByteArray method = "POST";
    QString path;
    QUrlQuery query;
    bool alreadySo = false; // nothing to do: the container is as the action would make it
};

/// From the node's rendered settings and what ContainerInspect said of the container. Not for exec.
Result<ActionCall> makeActionCall(const QJsonObject &parameters, const QJsonObject &container);

} // namespace Saltern
