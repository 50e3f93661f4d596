#include "engine/pipeline/documentorder.h"

#include "engine/pipeline/jsonpointer.h"
#include "engine/pipeline/yamltext.h"

#include <QHash>

namespace Saltern {

namespace {

tl::unexpected<Error> cannotOrder()
{
    return fail(ErrorKind::BadInput,
                QStringLiteral("The order cannot be changed while the text has problems."),
                QStringLiteral("Mend the problems that are listed first."));
}

YamlPlace placeOf(const YamlPlace &mapping, std::size_t row, bool isFlow)
{
    const std::vector<YamlEntry> &entries = mapping.node->entries;
    return {.node = &entries[row].value,
            .entry = &entries[row],
            .parent = mapping.node,
            .end = row + 1 < entries.size() ? entries[row + 1].keyOffset : mapping.end,
            .inFlow = isFlow};
}

} // namespace

Result<QByteArray>
DocumentText::reorder(const QByteArray &bytes, const QString &pointer, const QStringList &keys)
{
    const YamlText text(bytes);
    const YamlPlace mapping = text.find(pointerParts(pointer));
    if (!text.isReadable() || !mapping.node ||
        mapping.node->entries.size() != static_cast<std::size_t>(keys.size()))
        return cannotOrder();
    const bool isFlow = mapping.inFlow || text.isFlow(*mapping.node);
    std::vector<TextSpan> spans;
    QHash<QString, QByteArray> pieces;
    for (std::size_t row = 0; row < mapping.node->entries.size(); ++row) {
        const YamlPlace place = placeOf(mapping, row, isFlow);
        const auto [from, to] =
            isFlow ? std::pair(place.entry->keyOffset, text.endOf(place)) : text.linesOf(place);
        QByteArray piece = text.bytes().sliced(from, to - from);
        piece.replace("\r\n", "\n");
        if (!isFlow && !piece.endsWith('\n'))
            piece += '\n';
        pieces.insert(place.entry->key, piece);
        spans.push_back({from, to});
    }
    for (std::size_t row = 0; row < spans.size(); ++row) {
        const auto piece = pieces.constFind(keys[static_cast<qsizetype>(row)]);
        if (piece == pieces.cend())
            return cannotOrder();
        spans[row].by = *piece;
    }
    return text.replaced(spans);
}

} // namespace Saltern
