#include "tests/unit/controltest.h"

#include "tests/support/patience.h"

#include <QSignalSpy>
#include <QTest>

namespace Saltern {

using namespace Qt::StringLiterals;

void ControlTest::startEngine()
{
    const HostConfig host{.name = u"local"_s,
                          .endpoint = DockerEndpoint::parse(u"unix:///nonexistent.sock"_s).value()};
    m_engine =
        std::make_unique<Engine>(EngineOptions{.stateFolder = m_folder->path(), .hosts = {host}});
    QVERIFY(m_engine->open());
    QVERIFY(m_engine->resumeKept().empty());
    QVERIFY(m_engine->start());
}

void ControlTest::stopEngine()
{
    if (!m_engine)
        return;
    QSignalSpy stopped(m_engine.get(), &Engine::stopped);
    m_engine->shutDown();
    QTRY_COMPARE(stopped.size(), 1);
    m_engine.reset();
}

void ControlTest::connectClient()
{
    m_client = std::make_unique<ControlClient>(
        ControlEndpoint::socket(m_folder->filePath(u"control.sock"_s)));
    m_client->open();
    QTRY_COMPARE(m_client->state(), ControlClient::State::Connected);
}

Result<QJsonObject> ControlTest::call(const QString &method, const QJsonObject &params)
{
    std::optional<Result<QJsonValue>> answer;
    connect(m_client->call(method, params), &PendingCall::finished, this, [&](const auto &got) {
        answer = got;
    });
    if (!QTest::qWaitFor([&] { return answer.has_value(); }, 30'000))
        return fail(ErrorKind::Timeout, u"no answer"_s);
    if (!*answer)
        return fail(answer->error());
    return (*answer)->toObject();
}

} // namespace Saltern
