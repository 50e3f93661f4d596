#include "app/studio/document/edits/orderedit.h"

#include "engine/pipeline/documentorder.h"

#include <QSet>

namespace Saltern {

namespace {

QStringList moved(QStringList order, const QSet<QString> &chosen, int by)
{
    const auto pass = [&](qsizetype from, qsizetype to) {
        if (chosen.contains(order[from]) && !chosen.contains(order[to]))
            order.swapItemsAt(from, to);
    };
    if (by < 0) {
        for (qsizetype row = 1; row < order.size(); ++row)
            pass(row, row - 1);
    } else {
        for (qsizetype row = order.size() - 2; row >= 0; --row)
            pass(row, row + 1);
    }
    return order;
}

} // namespace

Result<DocumentEdit> Edits::moveInFile(const DocumentState &state, const QStringList &ids, int by)
{
    QStringList order;
    for (const Node &node : state.pipeline().nodes)
        order += node.id;
    const QStringList wanted = moved(order, QSet<QString>(ids.begin(), ids.end()), by);
    if (wanted == order)
        return DocumentEdit{};
    const auto text = DocumentText::reorder(state.text, QStringLiteral("/nodes"), wanted);
    if (!text)
        return fail(text.error());
    const QString what = ids.size() == 1 ? ids.first() : QStringLiteral("%1 nodes").arg(ids.size());
    return DocumentEdit{.name = by < 0 ? QStringLiteral("Move %1 up in the file").arg(what)
                                       : QStringLiteral("Move %1 down in the file").arg(what),
                        .wholeText = *text};
}

} // namespace Saltern
