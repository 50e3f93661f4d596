#include "engine/runs/behaviour.h"

#include "engine/nodes/http.request/httprequeststep.h"
#include "engine/nodes/jsontext.h"

namespace Saltern {

namespace {

class HttpRequestNode final : public StepNode
{
public:
    HttpRequestNode(HttpRequestRules rules, const Services &services)
        : m_rules(std::move(rules)), m_clock(services.clock), m_network(services.network)
    {
    }

    std::unique_ptr<Step> begin(const StepInput &input) override
    {
        return std::make_unique<HttpRequestStep>(input, m_rules, m_clock, m_network);
    }

private:
    HttpRequestRules m_rules;
    Clock *m_clock;
    QNetworkAccessManager *m_network;
};

Result<std::unique_ptr<StepNode>> makeHttpRequestNode(const NodeSetup &setup)
{
    const auto expected =
        StatusList::parse(oneOrMany(setup.parameters.value(QLatin1StringView("expect"))));
    if (!expected)
        return fail(expected.error());
    const auto retried =
        StatusList::parse(oneOrMany(setup.parameters.value(QLatin1StringView("retryOn"))));
    if (!retried)
        return fail(retried.error());
    return std::make_unique<HttpRequestNode>(HttpRequestRules{*expected, *retried}, setup.services);
}

} // namespace

NodeBehaviour httpRequestBehaviour()
{
    return {.step = makeHttpRequestNode};
}

} // namespace Saltern
