#include "engine/nodes/prune/prunecandidates.h"
#include "engine/pipeline/registry.h"
#include "tests/nodes/nodefixture.h"

#include <QTest>

using namespace Saltern;

// What may go. That it goes is tested against real engines in tests/integration/tst_resources.cpp.
class TestPrune : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void candidates_data();
    void candidates();
    void bytes();
    void volumesAreOffByDefault();
    void simulationTouchesNothing();
};

namespace {

constexpr qint64 now = 1'700'000'000;

PruneRules rules(const QByteArray &settings)
{
    QJsonObject all = json("{'what':['containers','images','networks','volumes','build-cache'],"
                           "'olderThan':'0s'}");
    const QJsonObject more = json(settings);
    for (auto it = more.begin(); it != more.end(); ++it)
        all.insert(it.key(), it.value());
    const auto read = PruneRules::read(all);
    return read ? *read : PruneRules{};
}

QStringList namesOf(const std::vector<PruneCandidate> &candidates)
{
    QStringList names;
    for (const PruneCandidate &candidate : candidates)
        names += candidate.type + u' ' + candidate.name;
    return names;
}

} // namespace

void TestPrune::candidates_data()
{
    QTest::addColumn<QByteArray>("settings");
    QTest::addColumn<QByteArray>("usage"); // as SystemDataUsage, and "Networks"
    QTest::addColumn<QStringList>("expected");
    const auto row = [](const char *name,
                        const char *usage,
                        const QStringList &expected,
                        const char *settings = "{}") {
        QTest::newRow(name) << QByteArray(settings) << QByteArray(usage) << expected;
    };
    const auto says = [](const char *text) { return QStringList{QString::fromUtf8(text)}; };
    row("nothing", "{}", {});

    row("a container that has ended",
        "{'Containers':[{'Id':'a','Names':['/job'],'State':'exited'}]}",
        says("containers job"));
    row("one that was never started",
        "{'Containers':[{'Id':'a','Names':['/job'],'State':'created'}]}",
        says("containers job"));
    row("one that runs", "{'Containers':[{'Id':'a','Names':['/job'],'State':'running'}]}", {});
    row("one that is paused", "{'Containers':[{'Id':'a','Names':['/job'],'State':'paused'}]}", {});
    row("one of a function",
        "{'Containers':[{'Id':'a','Names':['/f'],'State':'created',"
        "'Labels':{'saltern.role':'function'}}]}",
        {});
    row("one that was put aside",
        "{'Containers':[{'Id':'a','Names':['/web.saltern-old'],'State':'exited'},"
        "{'Id':'b','Names':['/web.saltern-new'],'State':'created'}]}",
        {});

    row("an image without a name",
        "{'Images':[{'Id':'sha256:a','RepoTags':['<none>:<none>']},"
        "{'Id':'sha256:b','RepoTags':null}]}",
        {QStringLiteral("images sha256:a"), QStringLiteral("images sha256:b")});
    row("an image with a name", "{'Images':[{'Id':'sha256:a','RepoTags':['web:1']}]}", {});
    row("an image with two names, when asked for",
        "{'Images':[{'Id':'sha256:a','RepoTags':['web:1','web:2']}]}",
        says("images web:1, web:2"),
        "{'taggedImages':true}");
    row("an image of a container that stays",
        "{'Containers':[{'Id':'a','Names':['/w'],'State':'running','ImageID':'sha256:a'}],"
        "'Images':[{'Id':'sha256:a','RepoTags':['web:1']}]}",
        {},
        "{'taggedImages':true}");
    row("an image of a container that goes",
        "{'Containers':[{'Id':'a','Names':['/w'],'State':'exited','ImageID':'sha256:a'}],"
        "'Images':[{'Id':'sha256:a','RepoTags':['web:1']}]}",
        {QStringLiteral("containers w"), QStringLiteral("images web:1")},
        "{'taggedImages':true}");
    row("an image of a function",
        "{'Images':[{'Id':'sha256:a','RepoTags':['saltern/function:1'],"
        "'Labels':{'saltern.role':'function-image'}}]}",
        {},
        "{'taggedImages':true}");

    row("networks",
        "{'Containers':[{'Id':'a','Names':['/w'],'State':'running',"
        "'NetworkSettings':{'Networks':{'used':{}}}}],"
        "'Networks':[{'Id':'1','Name':'bridge'},{'Id':'2','Name':'host'},{'Id':'3','Name':'none'},"
        "{'Id':'4','Name':'used'},{'Id':'5','Name':'left'},"
        "{'Id':'6','Name':'ingress','Scope':'swarm'}]}",
        says("networks left"));
    row("a network of a container that only rests",
        "{'Containers':[{'Id':'a','Names':['/w'],'State':'exited',"
        "'NetworkSettings':{'Networks':{'used':{}}}}],'Networks':[{'Id':'4','Name':'used'}]}",
        {},
        "{'what':['networks']}");

    row("volumes",
        "{'Containers':[{'Id':'a','Names':['/w'],'State':'running',"
        "'Mounts':[{'Type':'volume','Name':'used'}]}],"
        "'Volumes':[{'Name':'used'},{'Name':'left','UsageData':{'Size':5,'RefCount':0}}]}",
        says("volumes left"));
    row("the volume of a container that stays because of its label",
        "{'Containers':[{'Id':'a','Names':['/w'],'State':'exited','Labels':{'keep':''},"
        "'Mounts':[{'Type':'volume','Name':'used'}]}],'Volumes':[{'Name':'used'}]}",
        {},
        "{'keepLabels':['keep']}");

    row("build cache",
        "{'BuildCache':[{'ID':'a','Size':5},{'ID':'b','InUse':true},{'ID':'c'}]}",
        says("build-cache 2 entries"));
    row("build cache has no labels", "{'BuildCache':[{'ID':'a'}]}", {}, "{'labels':['x']}");

    row("labels",
        "{'Containers':[{'Id':'a','Names':['/a'],'State':'exited','Labels':{'x':'1','y':'2'}},"
        "{'Id':'b','Names':['/b'],'State':'exited','Labels':{'x':'1'}},"
        "{'Id':'c','Names':['/c'],'State':'exited','Labels':{'x':'1','y':'3'}}]}",
        says("containers a"),
        "{'labels':['x','y=2']}");
    row("labels that protect",
        "{'Containers':[{'Id':'a','Names':['/a'],'State':'exited','Labels':{'keep':'yes'}},"
        "{'Id':'b','Names':['/b'],'State':'exited','Labels':{'keep':'no'}},"
        "{'Id':'c','Names':['/c'],'State':'exited','Labels':{'backup':''}}]}",
        says("containers b"),
        "{'keepLabels':['keep=yes','backup']}");
    row("age",
        "{'Containers':[{'Id':'a','Names':['/old'],'State':'exited','Created':1699996400},"
        "{'Id':'b','Names':['/young'],'State':'exited','Created':1699996401}],"
        "'Volumes':[{'Name':'old','CreatedAt':'2023-11-14T21:13:20Z'},"
        "{'Name':'young','CreatedAt':'2023-11-14T22:13:21+00:00'}],"
        "'Networks':[{'Id':'1','Name':'old','Created':'2023-11-14T21:13:20.000000001Z'},"
        "{'Id':'2','Name':'young','Created':'2023-11-14T22:13:20.123456789Z'}],"
        "'BuildCache':[{'ID':'a','LastUsedAt':'2023-11-14T22:13:20.5Z'}]}",
        {QStringLiteral("containers old"),
         QStringLiteral("networks old"),
         QStringLiteral("volumes old")},
        "{'olderThan':'1h'}");
    row("only what is named",
        "{'Containers':[{'Id':'a','Names':['/a'],'State':'exited'}],'Volumes':[{'Name':'v'}]}",
        says("volumes v"),
        "{'what':'volumes'}");
}

void TestPrune::candidates()
{
    QFETCH(QByteArray, settings);
    QFETCH(QByteArray, usage);
    const QJsonObject all = json(usage);
    const QJsonArray networks = all.value(QLatin1StringView("Networks")).toArray();
    QTEST(namesOf(pruneCandidates(rules(settings), all, networks, now)), "expected");
}

void TestPrune::bytes()
{
    const auto found = pruneCandidates(
        rules("{'taggedImages':true}"),
        json("{'Containers':[{'Id':'a','Names':['/a'],'State':'exited','SizeRw':7}],"
             "'Images':[{'Id':'i','RepoTags':['w:1','w:2'],'Size':100,'SharedSize':40},"
             "{'Id':'j','RepoTags':[],'Size':10,'SharedSize':-1}],"
             "'Volumes':[{'Name':'v','UsageData':{'Size':-1}}],"
             "'BuildCache':[{'ID':'a','Size':5},{'ID':'b','Size':9,'Shared':true}]}"),
        {},
        now);
    QList<qint64> sizes;
    for (const PruneCandidate &candidate : found)
        sizes += candidate.bytes;
    QCOMPARE(sizes, (QList<qint64>{7, 60, 10, 0, 5}));
    QVERIFY(found.at(1).force && !found.at(2).force);
}

void TestPrune::volumesAreOffByDefault()
{
    NodeFixture fixture(QStringLiteral("prune"));
    const auto read = PruneRules::read(fixture.setup().parameters);
    QVERIFY(read);
    QVERIFY(!read->what.contains(QStringLiteral("volumes")) && read->what.size() == 4);
    QVERIFY(!read->taggedImages);
    QCOMPARE(read->olderThan, std::chrono::hours(24));
}

void TestPrune::simulationTouchesNothing()
{
    NodeFixture fixture(QStringLiteral("prune"));
    const NodeSetup setup = fixture.setup();
    const auto node = findBehaviour(QStringLiteral("prune"), 1)->simulated(setup);
    QVERIFY(node);
    const auto step = (*node)->begin(StepInput{.parameters = setup.parameters});
    const StepOutcome outcome = finish(*step);
    QCOMPARE(outcome.exits.at(0).port, QStringLiteral("ok"));
    QVERIFY(outcome.exits.at(0).data->toObject().value(QLatin1StringView("dryRun")).toBool());
}

QTEST_GUILESS_MAIN(TestPrune)
#include "tst_prune.moc"
