#include "engine/hosts/hostset.h"
#include "engine/runs/runstore.h"
#include "tests/support/patience.h"
#include "tests/unit/schedulerrig.h"

#include <QTemporaryDir>
#include <QTest>

using namespace Saltern;
using namespace Saltern::Test;
using namespace Qt::StringLiterals;

// `place`: on which hosts a step works, and what becomes of several. No Docker engine is needed:
// the kind fake.hosted notes the host that it was given.
class TestPlacement : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void places_data();
    void places();
    void noHostFits();
    void oneEntryPerHost();
    void batches_data();
    void batches();
    void failures_data();
    void failures();
    void onlyFailedHostsAreTriedAgain();
    void whatWasReachedHoldsNoSecret();
    void parametersAreRenderedPerHost();
    void aTemplateThatFailsOnAHostFailsThereAlone();
    void anyTakesTheLeastBusy();
    void anyAvoidsWhatIsDown();
    void stopStopsAll();
    void theNextEngineTakesTheRest();
    void observeNamesThem();
    void isMadeReadyWhereItCanBeForeseen_data();
    void isMadeReadyWhereItCanBeForeseen();

private:
    Pipeline pipeline(const QJsonObject &settings) const;
    QStringList workedOn(const FakeKinds &kinds) const;
    QJsonArray hostsOf(const Bench &bench, const QString &port) const;

    std::unique_ptr<HostSet> m_hosts;
};

void TestPlacement::init()
{
    m_hosts = std::make_unique<HostSet>();
    const QHash<QString, QString> edge{{u"zone"_s, u"edge"_s}};
    QVERIFY(m_hosts->add({.name = u"a"_s, .labels = edge}));
    QVERIFY(m_hosts->add({.name = u"b"_s, .labels = edge}));
    QVERIFY(m_hosts->add({.name = u"c"_s, .labels = {{u"zone"_s, u"core"_s}}}));
}

Pipeline TestPlacement::pipeline(const QJsonObject &settings) const
{
    Pipeline made = makePipeline({u"t trigger"_s, u"w hosted"_s}, {u"t -> w"_s});
    made.nodes[1].parameters = settings;
    return made;
}

QStringList TestPlacement::workedOn(const FakeKinds &kinds) const
{
    QStringList hosts;
    for (const StepInput &input : kinds.inputs)
        hosts += input.host;
    return hosts;
}

QJsonArray TestPlacement::hostsOf(const Bench &bench, const QString &port) const
{
    for (const EventSeen &seen : bench.events) {
        if (seen.event.type() == u"saltern/p/w/"_s + port)
            return seen.event.data().value(u"hosts"_s).toArray();
    }
    return {};
}

void TestPlacement::places_data()
{
    QTest::addColumn<QString>("place");
    QTest::addColumn<QString>("eventHost");
    QTest::addColumn<QStringList>("hosts");
    const auto row = [](const char *place, const char *eventHost, const QStringList &hosts) {
        QTest::addRow("%s from %s", place, eventHost)
            << QString::fromLatin1(place) << QString::fromLatin1(eventHost) << hosts;
    };
    row("event-host", "b", {u"b"_s});
    row("event-host", "", {u"a"_s});
    row("c", "b", {u"c"_s});
    row("G@zone:edge", "b", {u"b"_s});
    row("G@zone:edge", "c", {u"a"_s});
    row("any", "c", {u"a"_s});
    row("any G@zone:core", "b", {u"c"_s});
    row("all", "b", {u"a"_s, u"b"_s, u"c"_s});
    row("all G@zone:edge", "c", {u"a"_s, u"b"_s});
    row("all not b", "b", {u"a"_s, u"c"_s});
}

void TestPlacement::places()
{
    QFETCH(QString, place);
    QFETCH(QString, eventHost);
    FakeKinds kinds;
    Bench bench(kinds, inMemory);
    bench.services.hosts = m_hosts.get();
    bench.services.defaultHost = u"a"_s;
    QVERIFY(bench.deploy(pipeline({{u"place"_s, place}})));
    bench.scheduler->publish(Event::make(
        {.type = u"demo/go"_s, .subject = u"x"_s, .timeNs = 1'000'000'000, .host = eventHost}, {}));
    QVERIFY(bench.settle());
    QTEST(workedOn(kinds), "hosts");
    QCOMPARE(bench.runs, QStringList{u"done"_s});
    for (const QString &host : m_hosts->names())
        QCOMPARE(m_hosts->load().running(host), 0);
}

void TestPlacement::noHostFits()
{
    FakeKinds kinds;
    Bench bench(kinds, inMemory);
    bench.services.hosts = m_hosts.get();
    QVERIFY(bench.deploy(pipeline({{u"place"_s, u"all G@zone:egde"_s}})));
    bench.scheduler->publish(go());
    QVERIFY(bench.settle());
    QCOMPARE(workedOn(kinds), QStringList{});
    QCOMPARE(bench.runs, QStringList{u"failed"_s});
    const Error error = bench.stepChanges.back().error.value();
    QCOMPARE(error.kind, ErrorKind::NotFound);
    QCOMPARE(error.remedy, u"The label zone has the values core, edge."_s);
}

void TestPlacement::oneEntryPerHost()
{
    FakeKinds kinds;
    kinds.plan(u"w"_s, [](const StepInput &input) {
        return StepOutcome::leave(u"ok"_s, QJsonObject{{u"on"_s, input.host}});
    });
    Bench bench(kinds, inMemory);
    bench.services.hosts = m_hosts.get();
    QVERIFY(bench.deploy(pipeline({{u"place"_s, u"all"_s}})));
    bench.scheduler->publish(go());
    QVERIFY(bench.settle());
    const QJsonArray hosts = hostsOf(bench, u"ok"_s);
    QCOMPARE(hosts.size(), 3);
    for (int i = 0; i < 3; ++i) {
        const QString host = m_hosts->names().at(i);
        QCOMPARE(hosts.at(i).toObject(),
                 (QJsonObject{{u"host"_s, host},
                              {u"ok"_s, true},
                              {u"port"_s, u"ok"_s},
                              {u"data"_s, QJsonObject{{u"on"_s, host}}}}));
        QCOMPARE(kinds.inputs.at(std::size_t(i)).step, u"e-1.1."_s + host);
    }
    QCOMPARE(bench.stepChanges.front().host, u"a, b, c"_s);
}

void TestPlacement::batches_data()
{
    QTest::addColumn<QJsonObject>("settings");
    QTest::addColumn<int>("atOnce");
    QTest::newRow("all at once") << QJsonObject{} << 3;
    QTest::newRow("two") << QJsonObject{{u"batch"_s, 2}} << 2;
    QTest::newRow("one") << QJsonObject{{u"batch"_s, 1}} << 1;
    QTest::newRow("more than there are") << QJsonObject{{u"batch"_s, 9}} << 3;
}

void TestPlacement::batches()
{
    QFETCH(QJsonObject, settings);
    QFETCH(int, atOnce);
    settings.insert(u"place"_s, u"all"_s);
    FakeKinds kinds;
    kinds.hold(u"w"_s);
    Bench bench(kinds, inMemory);
    bench.services.hosts = m_hosts.get();
    QVERIFY(bench.deploy(pipeline(settings)));
    bench.scheduler->publish(go());
    for (int done = 0; done < 3; ++done) {
        QTRY_COMPARE(kinds.held(u"w"_s), std::min(atOnce, 3 - done));
        QVERIFY(bench.flush());
        kinds.finish(u"w"_s, fine());
    }
    QVERIFY(bench.settle());
    QCOMPARE(kinds.mostAtOnce, atOnce);
    QCOMPARE(bench.runs, QStringList{u"done"_s});
}

void TestPlacement::failures_data()
{
    QTest::addColumn<QJsonObject>("settings");
    QTest::addColumn<QStringList>("hosts");
    QTest::addColumn<QString>("message");
    const QJsonObject one{{u"batch"_s, 1}};
    QTest::newRow("goes on") << one << QStringList{u"a"_s, u"b"_s, u"c"_s}
                             << u"It failed on 1 of 3 hosts; b: it broke"_s;
    QTest::newRow("stops") << QJsonObject{{u"batch"_s, 1}, {u"stopOnFailure"_s, true}}
                           << QStringList{u"a"_s, u"b"_s}
                           << u"It failed on 1 of 3 hosts; b: it broke 1 was not begun."_s;
}

void TestPlacement::failures()
{
    QFETCH(QJsonObject, settings);
    QFETCH(QStringList, hosts);
    settings.insert(u"place"_s, u"all"_s);
    FakeKinds kinds;
    kinds.plan(u"w"_s, [](const StepInput &input) {
        return input.host == u"b"_s ? broken(false) : fine();
    });
    Bench bench(kinds, inMemory);
    bench.services.hosts = m_hosts.get();
    QVERIFY(bench.deploy(pipeline(settings)));
    bench.scheduler->publish(go());
    QVERIFY(bench.settle());
    QCOMPARE(workedOn(kinds), hosts);
    QCOMPARE(bench.runs, QStringList{u"failed"_s});
    QTEST(bench.stepChanges.back().error->message, "message");
    const QJsonArray entries = hostsOf(bench, u"error"_s);
    QCOMPARE(entries.size(), 3);
    QVERIFY(entries.at(0).toObject().value(u"ok"_s).toBool());
    const QJsonObject failed = entries.at(1).toObject();
    QCOMPARE(failed.value(u"ok"_s).toBool(true), false);
    QCOMPARE(failed.value(u"error"_s).toObject().value(u"message"_s).toString(), u"it broke"_s);
    QCOMPARE(entries.at(2).toObject().value(u"skipped"_s).toBool(), hosts.size() == 2);
}

void TestPlacement::onlyFailedHostsAreTriedAgain()
{
    FakeKinds kinds;
    kinds.plan(u"w"_s, [](const StepInput &input) {
        return input.host == u"b"_s && input.attempt == 1 ? broken() : fine();
    });
    Bench bench(kinds, inMemory);
    bench.services.hosts = m_hosts.get();
    QVERIFY(bench.deploy(
        pipeline({{u"place"_s, u"all"_s},
                  {u"retry"_s, QJsonObject{{u"max"_s, 1}, {u"first"_s, u"10ms"_s}}}})));
    bench.scheduler->publish(go());
    QTRY_COMPARE(bench.steps.count(u"w retrying"_s), 1);
    bench.clock.advance(std::chrono::seconds(1));
    QVERIFY(bench.settle());
    QCOMPARE(workedOn(kinds), (QStringList{u"a"_s, u"b"_s, u"c"_s, u"b"_s}));
    QCOMPARE(bench.runs, QStringList{u"done"_s});
    QCOMPARE(hostsOf(bench, u"ok"_s).size(), 3);
}

void TestPlacement::whatWasReachedHoldsNoSecret()
{
    qputenv("SALTERN_SECRET_TOKEN", "hunter2hunter2");
    const QTemporaryDir folder;
    FakeKinds kinds;
    kinds.plan(u"w"_s, [](const StepInput &input) -> std::optional<StepOutcome> {
        if (input.host == u"b"_s)
            return broken();
        return StepOutcome::leave(u"ok"_s, input.parameters);
    });
    Bench bench(kinds, folder.filePath(u"journal.sqlite"_s));
    bench.services.hosts = m_hosts.get();
    QVERIFY(bench.deploy(pipeline({{u"place"_s, u"all"_s},
                                   {u"text"_s, u"Bearer {{ secret.TOKEN }}"_s},
                                   {u"retry"_s, QJsonObject{{u"max"_s, 1}}}})));
    bench.scheduler->publish(go());
    QTRY_COMPARE(bench.steps.count(u"w retrying"_s), 1);
    QVERIFY(bench.flush());
    qunsetenv("SALTERN_SECRET_TOKEN");
    RunStore store;
    QVERIFY(store.open(folder.path()));
    const auto story = store.story(u"1"_s);
    QVERIFY(story);
    const QByteArray &outcome = story->steps.front().outcome;
    QVERIFY2(outcome.contains("Bearer ***"), outcome.constData());
    QVERIFY2(!outcome.contains("hunter2"), outcome.constData());
}

void TestPlacement::parametersAreRenderedPerHost()
{
    FakeKinds kinds;
    Bench bench(kinds, inMemory);
    bench.services.hosts = m_hosts.get();
    QVERIFY(bench.deploy(pipeline(
        {{u"place"_s, u"all"_s}, {u"text"_s, u"{{ host.name }} in {{ host.labels.zone }}"_s}})));
    bench.scheduler->publish(go());
    QVERIFY(bench.settle());
    QStringList texts;
    for (const StepInput &input : kinds.inputs)
        texts += input.parameters.value(u"text"_s).toString();
    QCOMPARE(texts, (QStringList{u"a in edge"_s, u"b in edge"_s, u"c in core"_s}));
}

void TestPlacement::aTemplateThatFailsOnAHostFailsThereAlone()
{
    QVERIFY(m_hosts->add({.name = u"d"_s, .labels = {{u"rack"_s, u"7"_s}}}));
    FakeKinds kinds;
    Bench bench(kinds, inMemory);
    bench.services.hosts = m_hosts.get();
    QVERIFY(bench.deploy(
        pipeline({{u"place"_s, u"all"_s}, {u"text"_s, u"rack {{ host.labels.rack }}"_s}})));
    bench.scheduler->publish(go());
    QVERIFY(bench.settle());
    QCOMPARE(workedOn(kinds), QStringList{u"d"_s});
    const QJsonArray entries = hostsOf(bench, u"error"_s);
    QCOMPARE(entries.size(), 4);
    for (int i = 0; i < 4; ++i)
        QCOMPARE(entries.at(i)[u"ok"_s].toBool(), i == 3);
    const QString message = bench.stepChanges.back().error->message;
    QVERIFY2(message.startsWith(u"It failed on 3 of 4 hosts; a: "_s), qPrintable(message));
}

void TestPlacement::anyTakesTheLeastBusy()
{
    FakeKinds kinds;
    kinds.hold(u"w"_s);
    Bench bench(kinds, inMemory);
    bench.services.hosts = m_hosts.get();
    QVERIFY(bench.deploy(pipeline({{u"place"_s, u"any"_s}, {u"concurrency"_s, 9}})));
    for (int i = 1; i <= 4; ++i) {
        bench.scheduler->publish(go(QString::number(i)));
        QTRY_COMPARE(kinds.held(u"w"_s), i);
    }
    QCOMPARE(workedOn(kinds), (QStringList{u"a"_s, u"b"_s, u"c"_s, u"a"_s}));
    kinds.finish(u"w"_s, fine()); // on a, which still has one
    kinds.finish(u"w"_s, fine()); // on b, which has none now
    QTRY_COMPARE(bench.runs.size(), 2);
    bench.scheduler->publish(go(u"5"_s));
    QTRY_COMPARE(kinds.held(u"w"_s), 3);
    QCOMPARE(workedOn(kinds).last(), u"b"_s);
}

void TestPlacement::anyAvoidsWhatIsDown()
{
    HostLoad &load = m_hosts->load();
    const auto tell = [&](const QString &host, const char *what, const QString &from) {
        load.see(Event::make({.type = u"host/%1/%2"_s.arg(host, QString::fromLatin1(what)),
                              .subject = host,
                              .timeNs = 1,
                              .host = from},
                             {}));
    };
    tell(u"a"_s, "down", u"a"_s);
    QCOMPARE(load.leastBusy({u"a"_s, u"b"_s}), u"b"_s);
    QCOMPARE(load.leastBusy({u"a"_s}), u"a"_s);
    tell(u"b"_s, "down", u"c"_s); // of another host: not believed
    QCOMPARE(load.leastBusy({u"a"_s, u"b"_s}), u"b"_s);
    tell(u"a"_s, "up", u"a"_s);
    QCOMPARE(load.leastBusy({u"a"_s, u"b"_s}), u"a"_s);
    QCOMPARE(load.leastBusy({}), QString());
}

void TestPlacement::stopStopsAll()
{
    FakeKinds kinds;
    kinds.hold(u"w"_s);
    Bench bench(kinds, inMemory);
    bench.services.hosts = m_hosts.get();
    QVERIFY(bench.deploy(pipeline({{u"place"_s, u"all"_s}, {u"batch"_s, 2}})));
    bench.scheduler->publish(go());
    QTRY_COMPARE(kinds.held(u"w"_s), 2);
    QVERIFY(bench.scheduler->stopPipeline(u"p"_s));
    QVERIFY(bench.settle());
    QCOMPARE(workedOn(kinds), (QStringList{u"a"_s, u"b"_s}));
    QCOMPARE(kinds.held(u"w"_s), 0);
    QCOMPARE(bench.runs, QStringList{u"cancelled"_s});
    QCOMPARE(m_hosts->load().running(u"a"_s), 0);
}

void TestPlacement::theNextEngineTakesTheRest()
{
    QTemporaryDir folder;
    const QString path = folder.filePath(u"journal.sqlite"_s);
    const Pipeline document = pipeline({{u"place"_s, u"all"_s}, {u"batch"_s, 1}});
    {
        FakeKinds kinds;
        kinds.plan(u"w"_s, [](const StepInput &input) {
            return input.host == u"a"_s
                       ? std::optional(StepOutcome::leave(u"ok"_s, QJsonObject{{u"was"_s, 1}}))
                       : std::nullopt;
        });
        Bench bench(kinds, path);
        bench.services.hosts = m_hosts.get();
        QVERIFY(bench.deploy(document));
        bench.scheduler->publish(go());
        QTRY_COMPARE(kinds.held(u"w"_s), 1);
        QVERIFY(bench.flush());
    }
    FakeKinds kinds;
    Bench bench(kinds, path);
    bench.services.hosts = m_hosts.get();
    QVERIFY(bench.deploy(document));
    QVERIFY(bench.settle());
    QCOMPARE(workedOn(kinds), (QStringList{u"b"_s, u"c"_s}));
    const QJsonArray hosts = hostsOf(bench, u"ok"_s);
    QCOMPARE(hosts.size(), 3);
    QCOMPARE(hosts.at(0).toObject().value(u"data"_s).toObject(), (QJsonObject{{u"was"_s, 1}}));
    QCOMPARE(bench.runs, QStringList{u"done"_s});
}

void TestPlacement::observeNamesThem()
{
    FakeKinds kinds;
    Bench bench(kinds, inMemory);
    bench.services.hosts = m_hosts.get();
    bench.mode = RunMode::Observe;
    QVERIFY(bench.deploy(pipeline({{u"place"_s, u"all G@zone:edge"_s}})));
    bench.scheduler->publish(go());
    QVERIFY(bench.settle());
    QCOMPARE(workedOn(kinds), QStringList{});
    QCOMPARE(bench.stepChanges.back().host, u"a, b"_s);
}

void TestPlacement::isMadeReadyWhereItCanBeForeseen_data()
{
    QTest::addColumn<QJsonObject>("settings");
    QTest::addColumn<QString>("hosts"); // that a trigger listens to; empty = it listens to none
    QTest::addColumn<QStringList>("ready");
    const QJsonObject text{{u"text"_s, u"on {{ host.name }}"_s}};
    const auto row =
        [&](const char *name, const QString &place, const char *hosts, const QStringList &ready) {
            QJsonObject settings = text;
            if (!place.isEmpty())
                settings.insert(u"place"_s, place);
            QTest::newRow(name) << settings << QString::fromLatin1(hosts) << ready;
        };
    row("one host", u"b"_s, "", {u"w b on b"_s});
    row("all of a target", u"all G@zone:edge"_s, "", {u"w a on a"_s, u"w b on b"_s});
    row("no such host", u"x"_s, "", {});
    row("the event's, which comes from no host", {}, "", {u"w c on c"_s});
    row("the event's, which comes from hosts", {}, "G@zone:edge", {u"w a on a"_s, u"w b on b"_s});
    QTest::newRow("what needs an event is left out")
        << QJsonObject{{u"place"_s, u"a"_s}, {u"text"_s, u"{{ event.data.x }}"_s}} << QString()
        << QStringList{u"w a -"_s};
    QTest::newRow("disabled") << QJsonObject{{u"place"_s, u"a"_s}, {u"disabled"_s, true}}
                              << QString() << QStringList();
}

void TestPlacement::isMadeReadyWhereItCanBeForeseen()
{
    QFETCH(QJsonObject, settings);
    QFETCH(QString, hosts);
    FakeKinds kinds;
    kinds.keepsReady = true;
    Bench bench(kinds, inMemory);
    bench.services.hosts = m_hosts.get();
    bench.services.defaultHost = u"c"_s;
    Pipeline document = pipeline(settings);
    if (settings.contains(u"disabled"_s))
        document.nodes[1].disabled = Disabled::Stop;
    if (!hosts.isEmpty()) {
        document.nodes[0].kind.name = u"docker.event"_s;
        document.nodes[0].kind.version = 1;
        document.nodes[0].parameters = {{u"hosts"_s, hosts}, {u"type"_s, u"container"_s}};
    }
    QVERIFY(bench.deploy(document));
    QTEST(kinds.madeReady, "ready");

    Bench watching(kinds, inMemory);
    watching.services.hosts = m_hosts.get();
    watching.services.defaultHost = u"c"_s;
    watching.mode = RunMode::Observe;
    kinds.madeReady.clear();
    QVERIFY(watching.deploy(document));
    QCOMPARE(kinds.madeReady, QStringList());
}

QTEST_GUILESS_MAIN(TestPlacement)
#include "tst_placement.moc"
