#pragma once

#include <QStringList>

namespace Saltern::Cli {

/// A line for each node of a pipeline that begins anew (DeployedPipeline::begunAnew).
inline QStringList beginsAnewLines(const QString &pipeline, const QStringList &nodes)
{
    QStringList lines;
    for (const QString &node : nodes)
        lines += QStringLiteral("%1/%2 begins anew: what it remembered is of no use to its new "
                                "settings")
                     .arg(pipeline, node);
    return lines;
}

} // namespace Saltern::Cli
