#pragma once

#include "engine/events/template.h"
#include "engine/pipeline/descriptor.h"
#include "engine/pipeline/problemreport.h"

namespace Saltern {

class PipelineGraph;

/// Parses the templates in a node's settings and holds what they read against what the node can
/// know: its event, the trigger, the steps before it.
class TemplateCheck
{
public:
    TemplateCheck(const Pipeline &pipeline, const PipelineGraph &graph, ProblemReport &report)
        : m_pipeline(pipeline), m_graph(graph), m_report(report)
    {
    }

    void check(const Node &node, const NodeDescriptor &descriptor);

private:
    struct Place
    {
        const Node &node;
        const NodeDescriptor &descriptor;
        QString pointer;
        QString text;
    };

    void checkText(const Place &place);
    void checkReference(const Place &place, const TemplateReference &reference);
    void checkStep(const Place &place, const TemplateReference &reference);
    /// Whether a filter stands in when there is no value.
    static bool mayBeMissing(const Place &place, const TemplateReference &reference);
    void checkRun(const Place &place, const TemplateReference &reference);
    void checkEventField(const Place &place, const TemplateReference &reference);
    void
    checkMember(const Place &place, const TemplateReference &reference, const QStringList &members);
    void report(const Place &place,
                const TemplateReference &reference,
                const char *code,
                const QString &message,
                const QString &remedy,
                Severity severity = Severity::Error);

    const Pipeline &m_pipeline;
    const PipelineGraph &m_graph;
    ProblemReport &m_report;
};

} // namespace Saltern
