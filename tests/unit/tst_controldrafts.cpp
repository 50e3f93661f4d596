#include "tests/support/patience.h"
#include "tests/unit/controltest.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>

using namespace Saltern;
using namespace Qt::StringLiterals;

namespace {

/// go -> only (names that begin with w) -> say, and beside it what is not finished yet.
QJsonObject unfinished()
{
    const QString text = uR"yaml(saltern: 1
pipeline: hi
nodes:
  go: {kind: manual@1}
  only:
    kind: filter@1
    match:
      data.name: [{ prefix: w }]
  say: {kind: log@1, message: "said {{ event.data.name }}"}
  draft: {kind: filter@1}
  shout:
    kind: transform@1
    code: "({ n: event.data.name.toUpperCase(), s: ctx.inputs.s })"
    inputs: { s: "{{ steps.only.data.s }}" }
    timeout: 20s
  broken:
    kind: transform@1
    code: |
      function transform(event) {
        return event.gone.x; }
    timeout: 20s
wires:
  - go -> only
  - only.out -> say
  - only.else -> shout
)yaml"_s;
    return {{u"name"_s, u"hi.saltern.yaml"_s}, {u"document"_s, text}, {u"files"_s, QJsonObject()}};
}

QJsonObject goEvent(const QString &name)
{
    return {{u"type"_s, u"manual/hi/go"_s}, {u"data"_s, QJsonObject{{u"name"_s, name}}}};
}

} // namespace

/// What an engine does with a document of which a part is not finished, by the protocol alone.
class TestControlDrafts : public ControlTest
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();

    void c76_runsWithoutWhatNoTriggerLeadsTo();
    void c76_refusesWhatATriggerLeadsTo();
    void goesOnAfterARestart();
    void runsNothingThatIsLeftOut();
    void callsWhatComputes_data();
    void callsWhatComputes();
    void refusesToCallWhatHasErrors();

private:
    QJsonArray sendGo();
};

void TestControlDrafts::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    startEngine();
    connectClient();
}

void TestControlDrafts::cleanup()
{
    m_client.reset();
    stopEngine();
}

/// The triggers that took it.
QJsonArray TestControlDrafts::sendGo()
{
    return call(u"events.send"_s, {{u"event"_s, goEvent(u"web"_s)}})
        .value_or(QJsonObject())
        .value(u"triggers"_s)
        .toArray();
}

void TestControlDrafts::c76_runsWithoutWhatNoTriggerLeadsTo()
{
    const auto checked = call(u"pipelines.check"_s, {{u"bundle"_s, unfinished()}});
    QVERIFY(checked);
    QCOMPARE(checked->value(u"valid"_s).toBool(true), false);
    QCOMPARE(checked->value(u"deployable"_s).toBool(), true);
    const auto done = call(u"pipelines.deploy"_s, {{u"bundle"_s, unfinished()}});
    QVERIFY(done);
    QCOMPARE(done->value(u"deployed"_s).toBool(), true);
    const QJsonArray problems = done->value(u"problems"_s).toArray();
    const auto has = [&problems](QStringView field, QStringView value) {
        return std::ranges::any_of(problems, [&](const QJsonValue &problem) {
            return problem.toObject().value(field).toString() == value;
        });
    };
    QVERIFY(has(u"code", u"missing-field"));
    QVERIFY(!has(u"severity", u"error"));
    QCOMPARE(sendGo().size(), 1);
    QTRY_COMPARE(call(u"runs.list"_s, {{u"state"_s, u"done"_s}})->value(u"runs"_s).toArray().size(),
                 1);
}

void TestControlDrafts::c76_refusesWhatATriggerLeadsTo()
{
    QJsonObject bundle = unfinished();
    bundle[u"document"_s] =
        QString(bundle.value(u"document"_s).toString() + u"  - go -> draft\n"_s);
    QCOMPARE(
        call(u"pipelines.check"_s, {{u"bundle"_s, bundle}})->value(u"deployable"_s).toBool(true),
        false);
    QCOMPARE(
        call(u"pipelines.deploy"_s, {{u"bundle"_s, bundle}})->value(u"deployed"_s).toBool(true),
        false);
}

void TestControlDrafts::goesOnAfterARestart()
{
    QVERIFY(call(u"pipelines.deploy"_s, {{u"bundle"_s, unfinished()}}));
    m_client.reset();
    stopEngine();
    startEngine();
    connectClient();
    QTRY_COMPARE(call(u"pipelines.list"_s)->value(u"pipelines"_s).toArray().size(), 1);
    QCOMPARE(sendGo().size(), 1);
}

void TestControlDrafts::runsNothingThatIsLeftOut()
{
    QVERIFY(call(u"pipelines.deploy"_s, {{u"bundle"_s, unfinished()}}));
    QCOMPARE(sendGo().size(), 1);
    QJsonArray runs;
    QTRY_VERIFY(!(runs = call(u"runs.list"_s)->value(u"runs"_s).toArray()).isEmpty());
    const auto again = call(u"runs.again"_s,
                            {{u"run"_s, runs.first().toObject().value(u"run"_s)},
                             {u"node"_s, u"draft"_s},
                             {u"event"_s, goEvent(u"web"_s)}});
    QVERIFY(!again);
    QCOMPARE(again.error().kind, ErrorKind::Conflict);
    QVERIFY(again.error().message.contains(u"runs without the node \"draft\""_s));
}

void TestControlDrafts::callsWhatComputes_data()
{
    QTest::addColumn<QString>("node");
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("exits");
    QTest::addColumn<QString>("error");
    QTest::newRow("fits") << u"only"_s << u"web"_s << uR"([{"data":null,"port":"out"}])"_s
                          << QString();
    QTest::newRow("fits not") << u"only"_s << u"db"_s << uR"([{"data":null,"port":"else"}])"_s
                              << QString();
    QTest::newRow("computes") << u"shout"_s << u"web"_s
                              << uR"([{"data":{"n":"WEB","s":7},"port":"out"}])"_s << QString();
    QTest::newRow("throws") << u"broken"_s << u"web"_s << u"[]"_s << u"line 2"_s;
}

void TestControlDrafts::callsWhatComputes()
{
    QFETCH(const QString, node);
    QFETCH(const QString, name);
    QFETCH(const QString, exits);
    QFETCH(const QString, error);
    const QJsonObject before{{u"data"_s, QJsonObject{{u"s"_s, 7}}}};
    const auto answer = call(u"functions.invoke"_s,
                             {{u"bundle"_s, unfinished()},
                              {u"node"_s, node},
                              {u"event"_s, goEvent(name)},
                              {u"steps"_s, QJsonObject{{u"only"_s, before}}}});
    QVERIFY2(answer, qPrintable(answer ? QString() : answer.error().toString()));
    QCOMPARE(answer->value(u"ok"_s).toBool(), error.isEmpty());
    QCOMPARE(QString::fromUtf8(
                 QJsonDocument(answer->value(u"exits"_s).toArray()).toJson(QJsonDocument::Compact)),
             exits);
    QVERIFY(answer->value(u"error"_s).toObject().value(u"message"_s).toString().contains(error));
}

void TestControlDrafts::refusesToCallWhatHasErrors()
{
    const auto answer = call(
        u"functions.invoke"_s,
        {{u"bundle"_s, unfinished()}, {u"node"_s, u"draft"_s}, {u"event"_s, goEvent(u"web"_s)}});
    QVERIFY(!answer);
    QCOMPARE(answer.error().kind, ErrorKind::BadInput);
    QVERIFY(answer.error().detail.contains(u"match"_s));
}

QTEST_GUILESS_MAIN(TestControlDrafts)
#include "tst_controldrafts.moc"
