#include "engine/control/hostcommand.h"

#include "engine/base/nearestname.h"
#include "engine/control/hostlisting.h"
#include "engine/docker/dockerclient.h"
#include "engine/hosts/hostset.h"
#include "engine/pipeline/registry.h"

#include <QJsonArray>

#include <array>

namespace Saltern {

namespace {

using Name = QLatin1StringView;

/// What is asked of an engine, and what is made of its answer.
struct Question
{
    const char *name;
    const char *path; // Engine API
    QJsonObject (*make)(const DockerResponse &answer);
};

constexpr std::array questions{
    Question{"ps",
             "/containers/json",
             [](const DockerResponse &answer) { return containersListing(answer.array()); }},
    Question{"images",
             "/images/json",
             [](const DockerResponse &answer) { return imagesListing(answer.array()); }},
    Question{"version", "/version", [](const DockerResponse &answer) { return answer.object(); }},
};

class QuestionStep final : public Step
{
public:
    QuestionStep(const Question &question, const StepInput &input, const HostSet &hosts)
        : m_question(question), m_input(input), m_hosts(hosts)
    {
    }

    void start() override
    {
        m_request = m_hosts.client(m_input.host)
                        ->request("GET",
                                  QString::fromLatin1(m_question.path),
                                  dockerQuery({{QStringLiteral("all"), QStringLiteral("1")}}));
        if (m_input.timeout.count() > 0)
            m_request->setTimeout(m_input.timeout);
        connect(m_request.get(),
                &DockerRequest::finished,
                this,
                [this](const Result<DockerResponse> &answer) {
                    m_request.release()->deleteLater(); // this is its own signal
                    Q_EMIT finished(
                        answer ? StepOutcome::leave(QStringLiteral("ok"), m_question.make(*answer))
                               : StepOutcome::failed(answer.error()));
                });
        m_request->start();
    }

    void cancel() override
    {
        if (m_request)
            m_request->cancel();
    }

private:
    const Question &m_question;
    StepInput m_input;
    const HostSet &m_hosts;
    std::unique_ptr<DockerRequest> m_request;
};

class QuestionNode final : public StepNode
{
public:
    QuestionNode(const Question &question, const HostSet &hosts)
        : m_question(question), m_hosts(hosts)
    {
    }

    std::unique_ptr<Step> begin(const StepInput &input) override
    {
        return std::make_unique<QuestionStep>(m_question, input, m_hosts);
    }

private:
    const Question &m_question;
    const HostSet &m_hosts;
};

QStringList containerActions()
{
    for (const Parameter &parameter :
         findDescriptor({QStringLiteral("container.action"), 0})->parameters) {
        if (parameter.name == Name("action"))
            return parameter.choices;
    }
    return {};
}

Result<HostCommand>
makeFromKind(const QString &kind, const QJsonObject &settings, Services &services)
{
    const NodeDescriptor *descriptor = findDescriptor({kind, 0});
    const Node node{
        .id = QStringLiteral("cmd"), .kind = {kind, descriptor->version}, .parameters = settings};
    const QJsonObject parameters = parametersWithDefaults(*descriptor, node);
    static const Bundle none;
    auto made = findBehaviour(kind, descriptor->version)
                    ->step({QStringLiteral("cmd"), node, parameters, none, services});
    if (!made)
        return fail(made.error());
    return HostCommand{*std::move(made), parameters};
}

tl::unexpected<Error> misused(const QString &usage)
{
    return fail(ErrorKind::BadInput,
                QStringLiteral("The action needs other arguments."),
                QStringLiteral("Write it as in saltern cmd TARGET %1.").arg(usage));
}

} // namespace

QStringList HostCommand::names()
{
    QStringList names;
    for (const Question &question : questions)
        names += QString::fromLatin1(question.name);
    return names + QStringList{QStringLiteral("inspect")} + containerActions();
}

Result<HostCommand>
HostCommand::make(const QString &name, const QStringList &arguments, Services &services)
{
    for (const Question &question : questions) {
        if (name != Name(question.name))
            continue;
        if (!arguments.isEmpty())
            return misused(name);
        return HostCommand{std::make_unique<QuestionNode>(question, *services.hosts), {}};
    }
    const bool isExec = name == Name("exec");
    const bool isInspect = name == Name("inspect");
    if (!isInspect && !containerActions().contains(name))
        return fail(ErrorKind::BadInput,
                    QStringLiteral("There is no action \"%1\".").arg(name.left(40)),
                    suggestName(name, names()));
    if (isExec ? arguments.size() < 2 : arguments.size() != 1)
        return misused(isExec ? QStringLiteral("exec CONTAINER -- PROGRAM ARGUMENT...")
                              : name + QStringLiteral(" CONTAINER"));
    QJsonObject settings{{Name("container"), arguments.first()}};
    if (isInspect)
        return makeFromKind(QStringLiteral("container.inspect"), settings, services);
    settings.insert(Name("action"), name);
    if (isExec)
        settings.insert(Name("command"), QJsonArray::fromStringList(arguments.mid(1)));
    return makeFromKind(QStringLiteral("container.action"), settings, services);
}

} // namespace Saltern
