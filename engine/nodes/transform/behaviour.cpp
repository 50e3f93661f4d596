#include "engine/base/compactjson.h"
#include "engine/base/duration.h"
#include "engine/nodes/scriptstep.h"

#include <QJsonObject>

namespace Saltern {

namespace {

constexpr qsizetype largestScript = 256 * 1024;

// Written as text, its keys sorted as everywhere: every event needs one.
QByteArray contextOf(const StepInput &input)
{
    const QJsonValue inputs = input.parameters.value(QLatin1StringView("inputs"));
    QByteArray context("{\"inputs\":");
    context += inputs.isUndefined() ? QByteArray("{}") : compactJson(inputs);
    appendJsonMember(context, "node", input.node);
    appendJsonMember(context, "pipeline", input.pipeline);
    appendJsonMember(context, "run", input.run);
    context += '}';
    return context;
}

class TransformNode final : public StepNode
{
public:
    TransformNode(QString code, std::chrono::milliseconds deadline, ScriptWorkers *scripts)
        : m_code(std::move(code)), m_deadline(deadline), m_scripts(scripts)
    {
    }

    std::unique_ptr<Step> begin(const StepInput &input) override
    {
        return std::make_unique<ScriptStep>(m_scripts->call({.code = m_code,
                                                             .eventJson = input.event.json(),
                                                             .contextJson = contextOf(input),
                                                             .deadline = m_deadline}),
                                            QStringLiteral("out"));
    }

private:
    QString m_code;
    std::chrono::milliseconds m_deadline;
    ScriptWorkers *m_scripts;
};

Result<QString> transformCode(const NodeSetup &setup)
{
    const QString file = setup.parameters.value(QLatin1StringView("file")).toString();
    QString code = setup.parameters.value(QLatin1StringView("code")).toString();
    if (!file.isEmpty()) {
        const auto found = setup.bundle.files.constFind(file);
        if (found == setup.bundle.files.constEnd()) {
            return fail(ErrorKind::NotFound,
                        QStringLiteral("The script %1 is missing.").arg(file),
                        QStringLiteral("Put it beside the document."));
        }
        code = QString::fromUtf8(*found);
    }
    if (code.size() > largestScript) {
        return fail(ErrorKind::TooLarge,
                    QStringLiteral("The script is larger than 256 KiB."),
                    QStringLiteral("Use a function node for programs of this size."));
    }
    return code;
}

Result<std::unique_ptr<StepNode>> makeTransform(const NodeSetup &setup)
{
    auto code = transformCode(setup);
    if (!code)
        return fail(code.error());
    const auto deadline =
        parseDuration(setup.parameters.value(QLatin1StringView("timeout")).toString());
    if (!deadline)
        return fail(deadline.error());
    return std::make_unique<TransformNode>(std::move(*code), *deadline, setup.services.scripts);
}

} // namespace

NodeBehaviour transformBehaviour()
{
    return {.step = makeTransform};
}

} // namespace Saltern
