#include "engine/pipeline/pipeline.h"

#include "engine/pipeline/jsonpointer.h"

#include <algorithm>

namespace Saltern {

QString KindRef::toString() const
{
    return version == 0 ? name : QStringLiteral("%1@%2").arg(name).arg(version);
}

QString Wire::toString() const
{
    return port.isEmpty() ? QStringLiteral("%1 -> %2").arg(from, to)
                          : QStringLiteral("%1.%2 -> %3").arg(from, port, to);
}

const Node *Pipeline::node(const QString &id) const
{
    const auto found =
        std::find_if(nodes.begin(), nodes.end(), [&](const Node &node) { return node.id == id; });
    return found == nodes.end() ? nullptr : &*found;
}

namespace {

SourcePosition nearest(const QHash<QString, ScalarSource> &values, QString pointer)
{
    for (;;) {
        if (const auto found = values.find(pointer); found != values.end())
            return found->position;
        if (pointer.isEmpty())
            return {};
        pointer = parentPointer(pointer);
    }
}

// Columns count characters, while offsets count UTF-16 units.
int characters(QStringView text)
{
    return static_cast<int>(
        std::count_if(text.begin(), text.end(), [](QChar c) { return !c.isLowSurrogate(); }));
}

} // namespace

SourcePosition SourceMap::at(const QString &pointer) const
{
    return nearest(values, pointer);
}

SourcePosition SourceMap::keyAt(const QString &pointer) const
{
    const auto found = keys.find(pointer);
    return found != keys.end() ? *found : at(pointer);
}

SourcePosition
SourceMap::inside(const QString &pointer, const QString &text, qsizetype offset) const
{
    const auto found = values.find(pointer);
    if (found == values.end())
        return at(pointer);
    SourcePosition position = found->position;
    const QStringView before = QStringView(text).left(offset);
    switch (found->style) {
    case ScalarSource::Style::Inline:
        position.column += found->indent + characters(before);
        break;
    case ScalarSource::Style::Lines:
        position.line += 1 + static_cast<int>(before.count(u'\n'));
        position.column = 1 + found->indent + characters(before.mid(before.lastIndexOf(u'\n') + 1));
        break;
    case ScalarSource::Style::Opaque:
        break;
    }
    return position;
}

} // namespace Saltern
