#include "tests/unit/controlpipelinetest.h"

#include <QJsonArray>
#include <QTest>

namespace Saltern {

using namespace Qt::StringLiterals;

void ControlPipelineTest::initTestCase()
{
    qputenv("SALTERN_SECRET_TST_WORD", "very \"secret\" word");
    QVERIFY(m_silent.listen(QHostAddress::LocalHost));
    m_url = QStringLiteral("http://127.0.0.1:%1/").arg(m_silent.serverPort());
}

void ControlPipelineTest::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    startEngine();
    connectClient();
}

void ControlPipelineTest::cleanup()
{
    m_client.reset();
    stopEngine();
}

QJsonObject ControlPipelineTest::goEvent(const QString &name, const QString &pipeline)
{
    return {{u"type"_s, QString(u"manual/"_s + pipeline + u"/go"_s)},
            {u"data"_s, QJsonObject{{u"name"_s, name}}}};
}

QJsonObject ControlPipelineTest::bundle(const QString &name) const
{
    const QString text = QStringLiteral(R"(saltern: 1
pipeline: %1
nodes:
  go:
    kind: manual@1
  only:
    kind: filter@1
    match:
      data.name: [{ prefix: w }]
  tell:
    kind: notify@1
    url: "%2"
    text: "{{ event.data.name }}"
  say:
    kind: log@1
    message: "said {{ event.data.name }}"
  leak:
    kind: emit@1
    type: leaked
    data: { word: "{{ secret.TST_WORD }}" }
wires:
  - go -> only
  - only.out -> tell
  - only.else -> say
  - only.else -> leak
)")
                             .arg(name, m_url);
    return {{u"name"_s, QString(name + u".saltern.yaml"_s)},
            {u"document"_s, text},
            {u"files"_s, QJsonObject()}};
}

QJsonObject ControlPipelineTest::deploy(const QString &mode, const QString &name)
{
    return call(u"pipelines.deploy"_s, {{u"bundle"_s, bundle(name)}, {u"mode"_s, mode}})
        .value_or(QJsonObject());
}

QJsonArray ControlPipelineTest::runs(const QJsonObject &params)
{
    return call(u"runs.list"_s, params).value_or(QJsonObject()).value(u"runs"_s).toArray();
}

bool ControlPipelineTest::waitForRuns(int count, const QString &state, const QString &pipeline)
{
    return QTest::qWaitFor(
        [&] {
            return runs({{u"state"_s, state}, {u"pipeline"_s, pipeline}}).size() >= count;
        },
        20'000);
}

} // namespace Saltern
