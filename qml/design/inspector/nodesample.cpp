#include "qml/design/inspector/nodesample.h"

#include "app/studio/document/followdocument.h"
#include "app/studio/models/categoryname.h"
#include "engine/pipeline/registry.h"

#include <QJSValue>

#include "qml/design/inspector/samplescope.h"
#include <algorithm>

namespace Saltern {

namespace {

// A length of time among the main settings means that it waits; one event tells little of it.
bool decidesOnOneEvent(const NodeDescriptor &kind)
{
    const auto waits = [](const Parameter &each) {
        return each.type == ParameterType::Duration && !each.advanced;
    };
    return kind.effect == Effect::Pure &&
           std::none_of(kind.parameters.begin(), kind.parameters.end(), waits);
}

} // namespace

void NodeSample::setDocument(PipelineDocument *document)
{
    followDocument(
        this,
        m_document,
        document,
        [this](PipelineDocument *fresh) {
            connect(fresh, &PipelineDocument::edited, this, &NodeSample::refresh);
        },
        &NodeSample::refresh);
}

void NodeSample::setNodeId(const QString &id)
{
    if (id == m_nodeId)
        return;
    m_nodeId = id;
    refresh();
}

void NodeSample::setLastEvent(const QVariant &event)
{
    m_lastEvent =
        event.userType() == qMetaTypeId<QJSValue>() ? event.value<QJSValue>().toVariant() : event;
    refresh();
}

void NodeSample::setLastScope(const QVariantMap &scope)
{
    if (scope == m_lastScope)
        return;
    m_lastScope = scope;
    refresh();
}

QVariantMap NodeSample::outputExample() const
{
    return m_scope.value(QStringLiteral("output")).toMap();
}

bool NodeSample::isExample() const
{
    return m_lastEvent.toMap().isEmpty();
}

QVariantMap NodeSample::event() const
{
    return m_scope.value(QStringLiteral("sample")).toMap();
}

void NodeSample::readKind()
{
    const Node *node = m_document ? m_document->pipeline().node(m_nodeId) : nullptr;
    const NodeDescriptor *kind = node ? findDescriptor(node->kind) : nullptr;
    const QString category = kind ? categoryName(kind->category) : QString();
    const auto isCode = [](const Parameter &each) { return each.type == ParameterType::Code; };
    const bool hasCode =
        kind && std::any_of(kind->parameters.begin(), kind->parameters.end(), isCode);
    const bool isTestable =
        kind && (kind->category == Category::Function || decidesOnOneEvent(*kind));
    if (category == m_category && hasCode == m_hasCode && isTestable == m_isTestable)
        return;
    m_category = category;
    m_hasCode = hasCode;
    m_isTestable = isTestable;
    Q_EMIT kindChanged();
}

/// What the run had instead of the examples; nodes that it did not pass keep theirs.
void NodeSample::insertReal(QVariantMap &scope) const
{
    if (m_lastScope.isEmpty() || !scope.contains(QStringLiteral("steps")))
        return;
    scope.insert(QStringLiteral("trigger"), m_lastScope.value(QStringLiteral("trigger")));
    QVariantMap steps = scope.value(QStringLiteral("steps")).toMap();
    steps.insert(m_lastScope.value(QStringLiteral("steps")).toMap());
    scope.insert(QStringLiteral("steps"), steps);
}

void NodeSample::refresh()
{
    readKind();
    QVariantMap scope;
    if (m_document && !m_nodeId.isEmpty())
        scope = sampleScope(m_document->pipeline(), m_nodeId).toVariantMap();
    if (!isExample()) {
        scope.insert(QStringLiteral("sample"), m_lastEvent);
        if (scope.contains(QStringLiteral("event")))
            scope.insert(QStringLiteral("event"), m_lastEvent);
        insertReal(scope);
    }
    if (scope == m_scope)
        return;
    m_scope = scope;
    Q_EMIT scopeChanged();
}

} // namespace Saltern
