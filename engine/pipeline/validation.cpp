#include "engine/pipeline/validation.h"

#include "engine/base/nearestname.h"
#include "engine/pipeline/jsonpointer.h"
#include "engine/pipeline/parametercheck.h"
#include "engine/pipeline/pipelinegraph.h"
#include "engine/pipeline/registry.h"
#include "engine/pipeline/templatecheck.h"
#include "engine/pipeline/testcheck.h"

#include <QRegularExpression>

namespace Saltern {

namespace {

// Gives what a kind's own check finds its place in the document.
class OwnProblems final : public NodeProblems
{
public:
    OwnProblems(ProblemReport &report,
                const QString &pointer,
                const std::optional<QStringList> &runtimes)
        : m_report(report), m_pointer(pointer), m_runtimes(runtimes)
    {
    }

    std::optional<QStringList> runtimes() const override { return m_runtimes; }

    void add(const QString &field,
             const QString &code,
             const QString &message,
             const QString &remedy) override
    {
        if (field.isEmpty())
            m_report.atKey(m_pointer, code, message, remedy);
        else
            m_report.atValue(m_pointer + u'/' + field, code, message, remedy);
    }

private:
    ProblemReport &m_report;
    const QString m_pointer;
    const std::optional<QStringList> &m_runtimes;
};

void checkName(const Pipeline &pipeline, ProblemReport &report)
{
    static const QRegularExpression form(
        QRegularExpression::anchoredPattern(QStringLiteral("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")));
    const QString pointer = QStringLiteral("/pipeline");
    const QString remedy = QStringLiteral("Use 1 to 63 lower-case letters, digits and dashes, as "
                                          "in \"pipeline: self-heal\".");
    if (pipeline.name.isEmpty() && !report.source().values.contains(pointer))
        report.atKey(pointer,
                     QStringLiteral("missing-field"),
                     QStringLiteral("The pipeline has no name."),
                     remedy);
    else if (!form.match(pipeline.name).hasMatch())
        report.atValue(
            pointer,
            QStringLiteral("bad-name"),
            QStringLiteral("\"%1\" cannot be the name of a pipeline.").arg(pipeline.name.left(60)),
            remedy);
}

void checkId(const Node &node, const QString &pointer, ProblemReport &report)
{
    static const QRegularExpression form(
        QRegularExpression::anchoredPattern(QStringLiteral("[A-Za-z][A-Za-z0-9_-]{0,62}")));
    if (!form.match(node.id).hasMatch())
        report.atKey(pointer,
                     QStringLiteral("bad-id"),
                     QStringLiteral("\"%1\" cannot be the id of a node.").arg(node.id.left(60)),
                     QStringLiteral("Use letters, digits, - and _, a letter first, at most 63; "
                                    "\"label\" takes any text."));
}

void reportUnknownKind(const Node &node, const QString &pointer, ProblemReport &report)
{
    const QString kind = pointerTo(pointer, QStringLiteral("kind"));
    if (const NodeDescriptor *newest = findDescriptor({node.kind.name, 0})) {
        const bool newer = node.kind.version > newest->version;
        report.atValue(kind,
                       newer ? QStringLiteral("newer-kind") : QStringLiteral("unknown-kind"),
                       QStringLiteral("This Saltern does not know version %1 of %2.")
                           .arg(node.kind.version)
                           .arg(node.kind.name),
                       newer ? QStringLiteral("Update Saltern, or use %1@%2.")
                                   .arg(newest->kind)
                                   .arg(newest->version)
                             : QStringLiteral("Use %1@%2.").arg(newest->kind).arg(newest->version));
        return;
    }
    QStringList names;
    for (const NodeDescriptor &descriptor : nodeDescriptors())
        names += descriptor.kind;
    report.atValue(kind,
                   QStringLiteral("unknown-kind"),
                   QStringLiteral("There is no node kind \"%1\".").arg(node.kind.name.left(60)),
                   suggestName(node.kind.name, names));
}

void checkNodes(const Pipeline &pipeline,
                const PipelineGraph &graph,
                const SourceFolder *folder,
                const std::optional<QStringList> &runtimes,
                ProblemReport &report)
{
    ParameterCheck parameters(report, folder);
    TemplateCheck templates(pipeline, graph, report);
    for (const Node &node : pipeline.nodes) {
        const QString pointer = pointerTo(QStringLiteral("/nodes"), node.id);
        checkId(node, pointer, report);
        // The reader leaves a kind empty that it could not read, and has said so.
        if (node.kind.name.isEmpty())
            continue;
        const NodeDescriptor *descriptor = findDescriptor(node.kind);
        if (!descriptor) {
            reportUnknownKind(node, pointer, report);
            continue;
        }
        parameters.checkObject(
            allParameters(*descriptor), node.parameters, pointer, descriptor->kind);
        templates.check(node, *descriptor);
        OwnProblems own(report, pointer, runtimes);
        if (descriptor->check)
            descriptor->check(node, own);
        if (descriptor->usesHost && descriptor->effect == Effect::External)
            checkCommonParameters(node, own);
    }
}

} // namespace

QList<Problem> validate(const Pipeline &pipeline,
                        const SourceMap &source,
                        const SourceFolder *folder,
                        const std::optional<QStringList> &runtimes)
{
    ProblemReport report(source);
    const PipelineGraph graph(pipeline);
    checkName(pipeline, report);
    checkNodes(pipeline, graph, folder, runtimes, report);
    graph.checkWires(report);
    graph.checkLoops(report);
    graph.checkReach(report);
    TestCheck(pipeline, folder, report).check();
    QList<Problem> problems = report.problems();
    sortProblems(problems);
    return problems;
}

LoadedPipeline checkPipeline(const QByteArray &text,
                             const SourceFolder *folder,
                             const std::optional<QStringList> &runtimes)
{
    return checkPipeline(readPipeline(text), folder, runtimes);
}

LoadedPipeline checkPipeline(LoadedPipeline loaded,
                             const SourceFolder *folder,
                             const std::optional<QStringList> &runtimes)
{
    if (!loaded.understood)
        return loaded;
    QSet<QString> told;
    for (const Problem &problem : std::as_const(loaded.problems))
        told.insert(problem.pointer);
    const QList<Problem> found = validate(loaded.pipeline, loaded.source, folder, runtimes);
    for (const Problem &problem : found) {
        // What could not be read is not judged a second time for being empty.
        if (problem.pointer.isEmpty() || !told.contains(problem.pointer))
            loaded.problems.append(problem);
    }
    sortProblems(loaded.problems);
    return loaded;
}

} // namespace Saltern
