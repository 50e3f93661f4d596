#include "engine/nodes/container.action/actioncall.h"
#include "engine/nodes/container.action/execcall.h"
#include "engine/nodes/containerstep.h"
#include "engine/nodes/jsontext.h"
#include "engine/nodes/ownaction.h"

#include <QJsonArray>

namespace Saltern {

namespace {

Error commandFailed(int exitCode)
{
    const QString remedy =
        exitCode == 126 || exitCode == 127
            ? QStringLiteral("Check that the program exists inside the container.")
            : QString();
    return {ErrorKind::Failed,
            QStringLiteral("The command ended with exit code %1.").arg(exitCode),
            remedy,
            {}};
}

class ContainerActionStep final : public ContainerStep
{
public:
    using ContainerStep::ContainerStep;

private:
    void found(const QJsonObject &container) override
    {
        m_identity = containerIdentity(container);
        const QString id = m_identity.value(QLatin1StringView("id")).toString();
        if (action() == QLatin1StringView("exec")) {
            m_own = std::make_unique<OwnAction>(services().ownActions, input(), id);
            execute(id);
            return;
        }
        const auto call = makeActionCall(input().parameters, container);
        if (!call) {
            failWith(call.error());
        } else if (call->alreadySo) {
            leave(false);
        } else {
            m_own = std::make_unique<OwnAction>(services().ownActions, input(), id);
            send(client()->request(call->method, call->path, call->query),
                 [this](const Result<DockerResponse> &response) { acted(response); });
        }
    }

    void missing(const Error &error) override
    {
        if (action() != QLatin1StringView("remove")) {
            failWith(error);
            return;
        }
        m_identity = {{QStringLiteral("id"), reference()}};
        leave(false);
    }

    void endEarly(const Error &error) override
    {
        m_exec.reset();
        failWith(error);
    }

    QString action() const
    {
        return input().parameters.value(QLatin1StringView("action")).toString();
    }

    // Somebody else removes it at this moment. Docker's only sign for it is the sentence
    // (daemon/delete.go, containerRm).
    static bool isGoing(const Error &error)
    {
        return error.kind == ErrorKind::Conflict &&
               error.message.contains(QLatin1StringView("is already in progress"));
    }

    void acted(const Result<DockerResponse> &response)
    {
        m_own.reset();
        const bool gone = !response && (response.error().kind == ErrorKind::NotFound ||
                                        isGoing(response.error()));
        if (response)
            leave(response->status != 304);
        else if (gone && action() == QLatin1StringView("remove"))
            leave(false);
        else
            failWith(response.error());
    }

    void execute(const QString &id)
    {
        const QJsonObject &parameters = input().parameters;
        QJsonArray environment;
        const QJsonObject variables = parameters.value(QLatin1StringView("env")).toObject();
        for (auto it = variables.begin(); it != variables.end(); ++it)
            environment.append(QString(it.key() + u'=' + textOf(it.value())));
        const QStringList command = oneOrMany(parameters.value(QLatin1StringView("command")));
        const auto text = [&](QLatin1StringView field) { return textOf(parameters.value(field)); };
        m_exec = std::make_unique<ExecCall>(
            client(),
            id,
            QJsonObject{{QStringLiteral("Cmd"), QJsonArray::fromStringList(command)},
                        {QStringLiteral("Env"), environment},
                        {QStringLiteral("User"), text(QLatin1StringView("user"))},
                        {QStringLiteral("WorkingDir"), text(QLatin1StringView("workdir"))}});
        connect(m_exec.get(), &ExecCall::finished, this, [this](const auto &result) {
            m_exec.release()->deleteLater(); // this is its own signal
            executed(result);
        });
        m_exec->start();
    }

    void executed(const Result<ExecResult> &result)
    {
        m_own.reset();
        if (!result) {
            failWith(result.error());
            return;
        }
        if (result->exitCode == 0) {
            leave(true,
                  {{QStringLiteral("exitCode"), 0},
                   {QStringLiteral("output"), result->output},
                   {QStringLiteral("truncated"), result->truncated}});
            return;
        }
        StepOutcome outcome = StepOutcome::failed(commandFailed(result->exitCode),
                                                  result->exitCode < 125 || result->exitCode > 127);
        outcome.log = result->output;
        outcome.detail = traceDetail();
        outcome.detail.insert(QStringLiteral("exitCode"), result->exitCode);
        finish(outcome);
    }

    QJsonObject traceDetail() const
    {
        return {{QStringLiteral("host"), input().host},
                {QStringLiteral("container"), m_identity.value(QLatin1StringView("id"))},
                {QStringLiteral("action"), action()}};
    }

    void leave(bool changed, QJsonObject data = {})
    {
        data.insert(QStringLiteral("action"), action());
        data.insert(QStringLiteral("changed"), changed);
        data.insert(QStringLiteral("container"), m_identity);
        StepOutcome outcome = StepOutcome::leave(QStringLiteral("ok"), data);
        outcome.detail = traceDetail();
        outcome.detail.insert(QStringLiteral("changed"), changed);
        finish(outcome);
    }

    QJsonObject m_identity;
    std::unique_ptr<OwnAction> m_own;
    std::unique_ptr<ExecCall> m_exec;
};

class ContainerActionNode final : public StepNode
{
public:
    explicit ContainerActionNode(const Services &services) : m_services(services) {}

    std::unique_ptr<Step> begin(const StepInput &input) override
    {
        return std::make_unique<ContainerActionStep>(input, m_services);
    }

private:
    Services m_services;
};

Result<std::unique_ptr<StepNode>> makeContainerAction(const NodeSetup &setup)
{
    return std::make_unique<ContainerActionNode>(setup.services);
}

} // namespace

NodeBehaviour containerActionBehaviour()
{
    return {.step = makeContainerAction};
}

} // namespace Saltern
