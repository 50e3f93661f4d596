#include "engine/nodes/ensurestep.h"
#include "engine/nodes/prune/prunecandidates.h"

#include <QDateTime>
#include <QJsonDocument>

namespace Saltern {

namespace {

// An event holds at most 1 MiB; the counts are complete all the same.
constexpr size_t mostListed = 1000;

class PruneStep final : public DockerStep
{
public:
    using DockerStep::DockerStep;

private:
    Result<void> prepare() override
    {
        const auto rules = PruneRules::read(input().parameters);
        if (!rules)
            return fail(rules.error());
        m_rules = *rules;
        m_dryRun = input().parameters.value(QLatin1StringView("dryRun")).toBool();
        return {};
    }

    void begin() override
    {
        send(client()->request("GET", QStringLiteral("/system/df")),
             [this](const Result<DockerResponse> &response) {
                 if (!response) {
                     failWith(response.error());
                     return;
                 }
                 m_usage = response->object();
                 listNetworks();
             });
    }

    void listNetworks()
    {
        send(client()->request("GET", QStringLiteral("/networks")),
             [this](const Result<DockerResponse> &response) {
                 if (!response) {
                     failWith(response.error());
                     return;
                 }
                 m_candidates = pruneCandidates(
                     m_rules, m_usage, response->array(), QDateTime::currentSecsSinceEpoch());
                 next();
             });
    }

    void next()
    {
        if (m_at == m_candidates.size()) {
            leave();
            return;
        }
        const PruneCandidate &candidate = m_candidates.at(m_at);
        if (m_dryRun) {
            removed(candidate.bytes);
            return;
        }
        m_own = std::make_unique<OwnAction>(services().ownActions, input(), objectOf(candidate));
        send(removal(candidate), [this](const Result<DockerResponse> &response) {
            m_own.reset();
            if (response) {
                const QJsonValue reclaimed =
                    response->object().value(QLatin1StringView("SpaceReclaimed"));
                removed(reclaimed.toInteger(m_candidates.at(m_at).bytes));
            } else if (response.error().kind == ErrorKind::NotFound) {
                skip({}); // somebody else was faster
            } else if (response.error().kind == ErrorKind::Conflict) {
                skip(response.error().message); // it is used since
            } else {
                failWith(response.error());
            }
        });
    }

    static QString objectOf(const PruneCandidate &candidate)
    {
        if (candidate.type == QLatin1StringView("containers"))
            return candidate.id;
        // "images" are of the type "image" in events.
        return candidate.type.chopped(1) + u'/' + candidate.id;
    }

    std::unique_ptr<DockerRequest> removal(const PruneCandidate &candidate)
    {
        if (candidate.type == QLatin1StringView("build-cache")) {
            const QJsonObject filters{
                {QStringLiteral("until"),
                 QJsonArray{QStringLiteral("%1s").arg(m_rules.olderThan.count())}}};
            return client()->request(
                "POST",
                QStringLiteral("/build/prune"),
                dockerQuery(
                    {{QStringLiteral("all"), QStringLiteral("1")},
                     {QStringLiteral("filters"),
                      QString::fromUtf8(QJsonDocument(filters).toJson(QJsonDocument::Compact))}}));
        }
        QUrlQuery query;
        if (candidate.force)
            query.addQueryItem(QStringLiteral("force"), QStringLiteral("1"));
        return client()->request(
            "DELETE", QStringLiteral("/%1/%2").arg(candidate.type, candidate.id), query);
    }

    void removed(qint64 bytes)
    {
        const PruneCandidate &candidate = m_candidates.at(m_at);
        m_counts.insert(candidate.type, m_counts.value(candidate.type).toInteger() + 1);
        m_bytes += bytes;
        if (m_listed.size() < qsizetype(mostListed)) {
            m_listed.append(candidate.toJson());
            m_log += QStringLiteral("%1 %2").arg(m_dryRun ? QStringLiteral("would remove")
                                                          : QStringLiteral("removed"),
                                                 candidate.type + u' ' + candidate.name);
        }
        advance();
    }

    void skip(const QString &why)
    {
        const PruneCandidate &candidate = m_candidates.at(m_at);
        if (!why.isEmpty() && m_kept.size() < qsizetype(mostListed)) {
            QJsonObject kept = candidate.toJson();
            kept.insert(QStringLiteral("why"), why);
            m_kept.append(kept);
            m_log += QStringLiteral("kept %1 %2: %3").arg(candidate.type, candidate.name, why);
        }
        advance();
    }

    // Not from inside the loop of a dry run: thousands of candidates would be as many stack frames.
    void advance()
    {
        ++m_at;
        if (m_at % 64 == 0)
            QMetaObject::invokeMethod(
                this, [this] { next(); }, Qt::QueuedConnection);
        else
            next();
    }

    void leave()
    {
        for (const QString &type : std::as_const(m_rules.what)) {
            if (!m_counts.contains(type))
                m_counts.insert(type, 0);
        }
        StepOutcome outcome = StepOutcome::leave(QStringLiteral("ok"),
                                                 QJsonObject{{QStringLiteral("dryRun"), m_dryRun},
                                                             {QStringLiteral("counts"), m_counts},
                                                             {QStringLiteral("bytes"), m_bytes},
                                                             {QStringLiteral("removed"), m_listed},
                                                             {QStringLiteral("kept"), m_kept}});
        describeFailure(outcome);
        finish(outcome);
    }

    void describeFailure(StepOutcome &outcome) const override
    {
        outcome.log = m_log.join(u'\n');
        outcome.detail = {{QStringLiteral("host"), input().host},
                          {QStringLiteral("counts"), m_counts},
                          {QStringLiteral("bytes"), m_bytes},
                          {QStringLiteral("dryRun"), m_dryRun}};
    }

    PruneRules m_rules;
    bool m_dryRun = false;
    QJsonObject m_usage;
    std::vector<PruneCandidate> m_candidates;
    size_t m_at = 0;
    std::unique_ptr<OwnAction> m_own;
    QJsonObject m_counts; // by type
    qint64 m_bytes = 0;
    QJsonArray m_listed;
    QJsonArray m_kept;
    QStringList m_log;
};

StepOutcome simulatePrune(const StepInput &)
{
    StepOutcome outcome = StepOutcome::leave(QStringLiteral("ok"),
                                             QJsonObject{{QStringLiteral("simulated"), true},
                                                         {QStringLiteral("dryRun"), true},
                                                         {QStringLiteral("counts"), QJsonObject()},
                                                         {QStringLiteral("bytes"), 0},
                                                         {QStringLiteral("removed"), QJsonArray()},
                                                         {QStringLiteral("kept"), QJsonArray()}});
    outcome.detail = {{QStringLiteral("simulated"), true}};
    return outcome;
}

// `Instead`: nothing may be touched.
template<bool Instead>
class PruneNode final : public StepNode
{
public:
    explicit PruneNode(const Services &services) : m_services(services) {}

    std::unique_ptr<Step> begin(const StepInput &input) override
    {
        const auto real = [this](const StepInput &given) -> std::unique_ptr<Step> {
            return std::make_unique<PruneStep>(given, m_services);
        };
        return Instead ? lookingStep(input, m_services, simulatePrune, real) : real(input);
    }

private:
    Services m_services;
};

template<bool Instead>
Result<std::unique_ptr<StepNode>> makePrune(const NodeSetup &setup)
{
    return std::make_unique<PruneNode<Instead>>(setup.services);
}

} // namespace

NodeBehaviour pruneBehaviour()
{
    return {.step = makePrune<false>, .simulated = makePrune<true>};
}

} // namespace Saltern
