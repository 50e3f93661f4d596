#include "app/studio/document/edits/nodeedits.h"
#include "app/studio/document/edits/orderedit.h"
#include "app/studio/document/edits/settingedits.h"
#include "app/studio/document/edits/wireedits.h"
#include "app/studio/document/nodetext.h"
#include "app/studio/document/pipelinedocument.h"
#include "app/studio/document/shownwires.h"
#include "engine/pipeline/pipelinegraph.h"
#include "engine/pipeline/registry.h"

#include <QJSValue>

#include <algorithm>

namespace Saltern {

namespace {

// What QML hands over may be a script's own object.
QJsonValue jsonOf(const QVariant &value)
{
    return QJsonValue::fromVariant(
        value.userType() == qMetaTypeId<QJSValue>() ? value.value<QJSValue>().toVariant() : value);
}

} // namespace

QSet<QString> PipelineDocument::takenIds() const
{
    QSet<QString> taken;
    for (const Node &node : pipeline().nodes)
        taken.insert(node.id);
    return taken;
}

Result<Node> PipelineDocument::draftNode(const QString &kind,
                                         const QVariantMap &parameters,
                                         const QString &id) const
{
    const NodeDescriptor *descriptor = findDescriptor({kind, 0});
    if (!descriptor)
        return fail(ErrorKind::NotFound, QStringLiteral("There is no node kind \"%1\".").arg(kind));
    QJsonObject given;
    for (auto parameter = parameters.begin(); parameter != parameters.end(); ++parameter)
        given.insert(parameter.key(), jsonOf(parameter.value()));
    return Node{.id = freeId(id.isEmpty() ? kind : id, takenIds()),
                .kind = {kind, descriptor->version},
                .parameters = initialParameters(*descriptor, given)};
}

QString PipelineDocument::addNode(const QString &kind,
                                  QPointF position,
                                  const QVariantMap &parameters,
                                  const QString &id)
{
    const auto node = draftNode(kind, parameters, id);
    if (!node)
        refuse(node.error().toString());
    return node && perform(Edits::addNode(m_state, *node, position)) ? node->id : QString();
}

QString PipelineDocument::addNodeAndConnect(const QString &kind,
                                            QPointF position,
                                            const QString &fromNode,
                                            const QString &fromPort,
                                            const QString &toNode,
                                            const QVariantMap &parameters)
{
    const auto node = draftNode(kind, parameters);
    if (!node) {
        refuse(node.error().toString());
        return {};
    }
    const auto edit = Edits::addNodeAndConnect(
        m_state,
        *node,
        position,
        fromNode.isEmpty() ? Wire{node->id, fromPort, toNode} : Wire{fromNode, fromPort, node->id});
    if (!edit)
        refuse(edit.error().toString());
    return edit && perform(*edit) ? node->id : QString();
}

bool PipelineDocument::spliceNode(const QString &id,
                                  const QString &from,
                                  const QString &port,
                                  const QString &to)
{
    const Node *node = pipeline().node(id);
    if (!node)
        return refuse(QStringLiteral("There is no node \"%1\".").arg(id));
    DocumentState placed = m_state;
    placed.layout = placedLayout();
    const auto edit = Edits::splice(placed, *node, rectOf(id), {from, port, to}, rectOf(to));
    return edit ? perform(*edit) : refuse(edit.error().toString());
}

QString PipelineDocument::addNodeOnWire(const QString &kind,
                                        QPointF position,
                                        const QString &from,
                                        const QString &port,
                                        const QString &to,
                                        const QVariantMap &parameters)
{
    const auto node = draftNode(kind, parameters);
    if (!node) {
        refuse(node.error().toString());
        return {};
    }
    const auto edit = additionOnWire(*node, position, {from, port, to});
    if (!edit)
        refuse(edit.error().toString());
    return edit && perform(*edit) ? node->id : QString();
}

Result<DocumentEdit>
PipelineDocument::additionOnWire(const Node &node, QPointF position, const Wire &wire) const
{
    DocumentState placed = m_state;
    placed.layout = placedLayout();
    const DocumentEdit addition = Edits::addNode(placed, node, position);
    auto edit = Edits::splice(
        placed, node, QRectF(position, rectOf(wire.from).size()), wire, rectOf(wire.to));
    if (!edit)
        return edit;
    edit->name = addition.name;
    edit->text = addition.text + edit->text;
    edit->layout->nodes.insert(node.id, {position});
    return edit;
}

QString PipelineDocument::whyNotAdd(const QString &kind,
                                    const QString &from,
                                    const QString &port,
                                    const QString &to) const
{
    const auto node = draftNode(kind);
    if (!node)
        return node.error().toString();
    const auto edit =
        from.isEmpty() ? Edits::addNodeAndConnect(m_state, *node, {}, {node->id, {}, to})
        : to.isEmpty() ? Edits::addNodeAndConnect(m_state, *node, {}, {from, port, node->id})
                       : additionOnWire(*node, {}, {from, port, to});
    return edit ? QString() : edit.error().toString();
}

void PipelineDocument::removeItems(const QStringList &nodeIds, const QStringList &wires, bool heal)
{
    perform(Edits::removeItems(m_state, nodeIds, wires, heal));
}

void PipelineDocument::moveInFile(const QStringList &ids, int by)
{
    const auto edit = Edits::moveInFile(m_state, ids, by);
    if (edit)
        perform(*edit);
    else
        refuse(edit.error().toString());
}

QString PipelineDocument::whyNotRename(const QString &id, const QString &newId) const
{
    if (id == newId)
        return {};
    const auto edit = Edits::renameNode(m_state, id, newId);
    return edit ? QString() : edit.error().toString();
}

bool PipelineDocument::renameNode(const QString &id, const QString &newId)
{
    if (id == newId)
        return true;
    const auto edit = Edits::renameNode(m_state, id, newId);
    return edit ? perform(*edit) : refuse(edit.error().toString());
}

void PipelineDocument::setLabel(const QStringList &ids, const QString &label)
{
    perform(Edits::setField(m_state, ids, QStringLiteral("label"), label));
}

void PipelineDocument::setNote(const QString &id, const QString &text)
{
    perform(Edits::setField(m_state, {id}, QStringLiteral("note"), text));
}

void PipelineDocument::setDisabled(const QStringList &ids, const QString &how)
{
    const QString field = QStringLiteral("disabled");
    if (how == QLatin1StringView("no"))
        perform(Edits::setField(m_state, ids, field, QJsonValue::Undefined));
    else if (how == QLatin1StringView("stop"))
        perform(Edits::setField(m_state, ids, field, true));
    else if (how == QLatin1StringView("bypass"))
        perform(Edits::setField(m_state, ids, field, QStringLiteral("bypass")));
    else
        refuse(QStringLiteral("A node is disabled by \"stop\" or \"bypass\"."));
}

void PipelineDocument::setParameter(const QStringList &ids,
                                    const QString &pointer,
                                    const QVariant &value)
{
    if (value.isValid())
        perform(Edits::setParameter(m_state, ids, pointer, jsonOf(value)));
    else
        clearParameter(ids, pointer);
}

void PipelineDocument::clearParameter(const QStringList &ids, const QString &pointer)
{
    perform(Edits::clearParameter(m_state, ids, pointer));
}

bool PipelineDocument::connectNodes(const QString &from, const QString &port, const QString &to)
{
    const QString reason = whyNotConnect(from, port, to);
    return reason.isEmpty() ? perform(Edits::connectNodes(m_state, {from, port, to}))
                            : refuse(reason);
}

QString
PipelineDocument::whyNotConnect(const QString &from, const QString &port, const QString &to) const
{
    return Edits::whyNotConnect(m_state, graph(), {from, port, to});
}

QVariantMap PipelineDocument::refusals(const QString &from, const QString &port) const
{
    QVariantMap reasons;
    for (const Node &node : pipeline().nodes) {
        if (const QString reason = whyNotConnect(from, port, node.id); !reason.isEmpty())
            reasons.insert(node.id, reason);
    }
    return reasons;
}

QVariantMap PipelineDocument::refusalsTo(const QString &to) const
{
    QVariantMap reasons;
    for (const Node &node : pipeline().nodes) {
        if (const QString reason = whyNotConnect(node.id, {}, to); !reason.isEmpty())
            reasons.insert(node.id, reason);
    }
    return reasons;
}

void PipelineDocument::disconnectWire(const QString &from, const QString &port, const QString &to)
{
    const Wire wire{from, port, to};
    perform(Edits::disconnect(m_state, {wireKey({from, portOf(wire, pipeline().node(from)), to})}));
}

void PipelineDocument::disconnectAll(const QString &node, const QString &port)
{
    QStringList keys;
    for (const Wire &wire : m_wires) {
        if (port.isEmpty() ? wire.to == node : wire.from == node && wire.port == port)
            keys += wireKey(wire);
    }
    perform(Edits::disconnect(m_state, keys));
}

void PipelineDocument::moveWires(const QStringList &keys, const QString &from, const QString &port)
{
    const auto edit = Edits::moveWires(m_state, graph(), keys, from, port);
    if (edit)
        perform(*edit);
    else
        refuse(edit.error().toString());
}

} // namespace Saltern
