#pragma once

#include "engine/docker/dockerclient.h"
#include "engine/functions/functionhosts.h"
#include "engine/functions/runtimecatalogue.h"
#include "engine/hosts/hostset.h"
#include "engine/runs/behaviour.h"

#include <QJsonArray>
#include <QTest>

#include <optional>

namespace Saltern {

/// One engine's worth of what functions need, on the lab's first Docker host, and calls to function
/// nodes made from JSON settings.
class FunctionRig
{
public:
    explicit FunctionRig(const QString &endpoint,
                         const QString &engineId = QStringLiteral("tst-functions"));

    /// Sets the function node up and calls it once; fails the test when it does not finish.
    StepOutcome call(const QJsonObject &parameters, const QJsonObject &data = {});
    StepOutcome call(const QJsonObject &parameters, const Event &event);

    /// The call as it would begin, for tests that interfere. Null when the set-up fails; the
    /// reason is then in `setupError`.
    std::unique_ptr<Step> begin(const QJsonObject &parameters, const Event &event);
    static StepOutcome finish(Step &step);

    /// The node alone, for calls that share its pools.
    std::unique_ptr<StepNode> make(const QJsonObject &parameters);
    static StepInput input(const QJsonObject &parameters, const Event &event);

    /// The containers with this label, running or not.
    QJsonArray containers(const QString &label);

    /// One request, waited for. Fails the test on an error unless `mayFail`.
    Result<DockerResponse> request(const QByteArray &method,
                                   const QString &path,
                                   const QUrlQuery &query = {},
                                   const QJsonObject &body = {});

    static Event event(const QJsonObject &data = {});

    HostSet hosts;
    RuntimeCatalogue runtimes = RuntimeCatalogue::load({QStringLiteral(":/saltern/runtimes")});
    FunctionHosts functions;
    Services services;
    Bundle bundle;
    std::optional<Error> setupError;
};

/// Settings of function nodes: inline code of a runtime, a program of busybox, one more setting.
QJsonObject shell(const QByteArray &code);
QJsonObject python(const QByteArray &code);
QJsonObject node(const QByteArray &code);
QJsonObject ownProgram(const QStringList &command);
QJsonObject with(QJsonObject parameters, const char *name, const QJsonValue &value);

/// The exit events of an outcome as lines `port {data}`, or `error: kind`.
QByteArrayList told(const StepOutcome &outcome);

} // namespace Saltern
