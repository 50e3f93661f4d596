#include "engine/nodes/container.ensure/containerbody.h"
#include "engine/nodes/container.ensure/leftovers.h"
#include "engine/pipeline/registry.h"
#include "tests/nodes/nodefixture.h"

#include <QJsonArray>
#include <QTest>

using namespace Saltern;

// What differs, and what a container is made from. What comes of it is tested against real engines
// in tests/integration/tst_ensure.cpp.
class TestContainerEnsure : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void differences_data();
    void differences();
    void states_data();
    void states();
    void mistakes_data();
    void mistakes();
    void bodies_data();
    void bodies();
    void bodiesMakeNoDifference();
    void tidying_data();
    void tidying();
    void busyContainersAreLeftAlone();
    void settingsThatMeanNothing();
    void simulationTouchesNothing();
};

namespace {

const QString random64 = QString(64, u'f');

DesiredContainer desired(const QByteArray &parameters)
{
    QJsonObject all = json(parameters);
    all.insert(QStringLiteral("name"), QStringLiteral("web"));
    const auto read = readDesiredContainer(all);
    if (!read) {
        QTest::qFail(qPrintable(read.error().toString()), __FILE__, __LINE__);
        return {};
    }
    return *read;
}

HostImage image(const QByteArray &config = "{}", const char *id = "sha256:two")
{
    return {.reference = QStringLiteral("web:2"),
            .id = QString::fromLatin1(id),
            .content = {{QStringLiteral("Config"), json(config)}}};
}

// A container of the image web:1 that has {A: 1, PATH: /bin} and the command [serve].
ActualContainer actual(const QByteArray &config = "{}", const QByteArray &host = "{}")
{
    QJsonObject settings = json("{'Image':'web:1','Env':['A=1','PATH=/bin'],'Cmd':['serve'],"
                                "'Hostname':'4f1c00000000','Labels':{'by':'image'}}");
    const QJsonObject more = json(config);
    for (auto it = more.begin(); it != more.end(); ++it)
        settings.insert(it.key(), it.value());
    return {.container = {{QStringLiteral("Id"), QStringLiteral("4f1c00000000aaaa")},
                          {QStringLiteral("Image"), QStringLiteral("sha256:one")},
                          {QStringLiteral("Config"), settings},
                          {QStringLiteral("HostConfig"), json(host)}},
            .image = json("{'Id':'sha256:one','RepoTags':['web:1'],'Config':{"
                          "'Env':['A=1','PATH=/bin'],'Cmd':['serve'],'Labels':{'by':'image'}}}")};
}

ActualContainer withMounts(const QByteArray &mounts)
{
    ActualContainer container = actual();
    container.container.insert(QStringLiteral("Mounts"),
                               json("{'m':" + mounts + "}").value(QLatin1StringView("m")));
    return container;
}

ActualContainer withNetworks(const QByteArray &networks, const char *mode = "back")
{
    ActualContainer container = actual("{}", "{'NetworkMode':'" + QByteArray(mode) + "'}");
    container.container.insert(QStringLiteral("NetworkSettings"),
                               QJsonObject{{QStringLiteral("Networks"), json(networks)}});
    return container;
}

} // namespace

void TestContainerEnsure::differences_data()
{
    QTest::addColumn<QByteArray>("parameters");
    QTest::addColumn<HostImage>("image");
    QTest::addColumn<ActualContainer>("container");
    QTest::addColumn<QStringList>("expected");
    const auto row = [](const char *name,
                        const char *parameters,
                        const ActualContainer &container,
                        const QStringList &expected,
                        const HostImage &of = {}) {
        QTest::newRow(name) << QByteArray(parameters) << of << container << expected;
    };
    const auto says = [](const char *text) { return QStringList{QString::fromUtf8(text)}; };
    const HostImage same = image("{'Env':['A=1','PATH=/bin'],'Cmd':['serve']}", "sha256:one");

    row("nothing asked for", "{}", actual(), {});
    row("another image", "{'image':'web:2'}", actual(), says("image: web:1 \u2192 web:2"), image());
    row("another name of the same image", "{'image':'web:2'}", actual(), {}, same);
    row("a tag that moved",
        "{'image':'web:2'}",
        actual("{'Image':'web:2'}"),
        says("image: web:2 (one) \u2192 web:2 (two)"),
        image());

    row("a command", "{'command':['run']}", actual(), says("command: serve \u2192 run"));
    row("the same command", "{'command':['serve']}", actual(), {});
    row("the image's command", "{'command':[]}", actual(), {});
    row("back to the image's command",
        "{'command':[]}",
        actual("{'Cmd':['run','fast']}"),
        says("command: run, fast \u2192 serve"));
    row("an entry point",
        "{'entrypoint':['/init']}",
        actual(),
        says("entrypoint: none \u2192 /init"));

    row("no variable, only the image's", "{'env':{}}", actual(), {});
    row("a variable", "{'env':{'B':'2'}}", actual(), says("env.B: none \u2192 ***"));
    row("a variable with another value",
        "{'env':{'A':'2'}}",
        actual(),
        says("env.A: *** \u2192 *** (another value)"));
    row("a variable like the image's", "{'env':{'A':'1'}}", actual(), {});
    row("a variable too many",
        "{'env':{}}",
        actual("{'Env':['A=1','PATH=/bin','B=2']}"),
        says("env.B: *** \u2192 none"));
    row("a variable of the image overridden too long",
        "{'env':{}}",
        actual("{'Env':['A=9','PATH=/bin']}"),
        says("env.A: *** \u2192 *** (another value)"));
    row("variables that come and go with the image",
        "{'image':'web:2','env':{}}",
        actual(),
        says("image: web:1 \u2192 web:2"),
        image("{'Env':['PATH=/usr/bin','C=3']}"));
    row("a value with an equals sign",
        "{'env':{'A':'1','Q':'a=b'}}",
        actual("{'Env':['A=1','PATH=/bin','Q=a=b']}"),
        {});
    row("a number as a value", "{'env':{'A':1}}", actual(), {});

    row("a label", "{'labels':{'app':'shop'}}", actual(), says("labels.app: none \u2192 shop"));
    row("a label among others", "{'labels':{'by':'image'}}", actual(), {});
    row("another label", "{'labels':{'by':'us'}}", actual(), says("labels.by: image \u2192 us"));

    row("ports", "{'ports':['8080:80']}", actual(), says("ports: none \u2192 8080:80/tcp"));
    row("the same ports, differently written",
        "{'ports':['0.0.0.0:8080:80/tcp','53:53/udp']}",
        actual("{}",
               "{'PortBindings':{'53/udp':[{'HostIp':'','HostPort':'53'}],"
               "'80/tcp':[{'HostIp':'0.0.0.0','HostPort':'8080'}]}}"),
        {});
    row("a port of one address",
        "{'ports':['127.0.0.1:8080:80']}",
        actual("{}", "{'PortBindings':{'80/tcp':[{'HostIp':'','HostPort':'8080'}]}}"),
        says("ports: 8080:80/tcp \u2192 127.0.0.1:8080:80/tcp"));
    row("any port",
        "{'ports':['80']}",
        actual("{}", "{'PortBindings':{'80/tcp':[{'HostIp':'','HostPort':''}]}}"),
        {});
    row("no port any more",
        "{'ports':[]}",
        actual("{}", "{'PortBindings':{'80/tcp':[{'HostIp':'','HostPort':'8080'}]}}"),
        says("ports: 8080:80/tcp \u2192 none"));

    row("the same volumes",
        "{'volumes':['/srv/:/data:ro','db:/db']}",
        withMounts("[{'Type':'volume','Name':'db','Source':'/x','Destination':'/db','RW':true},"
                   "{'Type':'bind','Source':'/srv','Destination':'/data','RW':false}]"),
        {});
    row("read-only now",
        "{'volumes':['db:/db:ro']}",
        withMounts("[{'Type':'volume','Name':'db','Source':'/x','Destination':'/db','RW':true}]"),
        says("volumes: db:/db \u2192 db:/db:ro"));
    row("the image's own volume",
        "{'volumes':[]}",
        withMounts("[{'Type':'volume','Name':'" + random64.toLatin1() +
                   "','Source':'/x','Destination':'/db','RW':true}]"),
        {});

    row("the same networks",
        "{'networks':['back','front']}",
        withNetworks("{'front':{},'back':{}}"),
        {});
    row("another network",
        "{'networks':['back']}",
        withNetworks("{'front':{},'back':{}}"),
        says("networks: back, front \u2192 back"));

    row("no network, as Docker says it",
        "{'networks':['none']}",
        withNetworks("{'none':{}}", "none"),
        {});
    row("no network, as Podman says it", "{'networks':['none']}", withNetworks("{}", "none"), {});

    row("a restart policy", "{'restart':'always'}", actual(), says("restart: no \u2192 always"));
    row("the same restart policy",
        "{'restart':'always'}",
        actual("{}", "{'RestartPolicy':{'Name':'always','MaximumRetryCount':0}}"),
        {});
    row("no restart policy", "{'restart':'no'}", actual("{}", "{'RestartPolicy':{'Name':''}}"), {});
    row("a limited restart policy",
        "{'restart':'on-failure'}",
        actual("{}", "{'RestartPolicy':{'Name':'on-failure','MaximumRetryCount':3}}"),
        says("restart: on-failure:3 \u2192 on-failure"));
    row("a user", "{'user':'1000'}", actual(), says("user: none \u2192 1000"));
    row("the image's user", "{'user':''}", actual(), {});
    row("a folder",
        "{'workdir':'/srv'}",
        actual("{'WorkingDir':'/'}"),
        says("workdir: / \u2192 /srv"));
    row("a host name", "{'hostname':'web'}", actual(), says("hostname: 4f1c00000000 \u2192 web"));
    row("limits",
        "{'memory':'64MiB','cpus':0.5,'pids':100}",
        actual("{}", "{'Memory':33554432,'PidsLimit':null}"),
        {QStringLiteral("memory: 32MiB \u2192 64MiB"),
         QStringLiteral("cpus: no limit \u2192 0.5"),
         QStringLiteral("pids: no limit \u2192 100")});
    row("the same limits",
        "{'memory':'64MiB','cpus':0.5,'pids':100}",
        actual("{}", "{'Memory':67108864,'NanoCpus':500000000,'PidsLimit':100}"),
        {});
}

void TestContainerEnsure::differences()
{
    QFETCH(QByteArray, parameters);
    QFETCH(HostImage, image);
    QFETCH(ActualContainer, container);
    const auto differences = containerDifferences(desired(parameters), image, container);
    QStringList found;
    for (const Difference &difference : differences)
        found += difference.toString();
    QTEST(found, "expected");
}

void TestContainerEnsure::states_data()
{
    QTest::addColumn<QByteArray>("state"); // as in ContainerInspect
    QTest::addColumn<QString>("wanted");
    QTest::addColumn<QString>("expected");
    const auto row = [](const char *name, const char *state, const char *wanted, const char *text) {
        QTest::newRow(name) << QByteArray(state) << QString::fromLatin1(wanted)
                            << QString::fromUtf8(text);
    };
    row("runs", "{'Status':'running','Running':true}", "running", "");
    row("is to run",
        "{'Status':'exited','Running':false}",
        "running",
        "state: exited \u2192 running");
    row("is paused",
        "{'Status':'paused','Running':true,'Paused':true}",
        "running",
        "state: paused \u2192 running");
    row("is to stop",
        "{'Status':'running','Running':true}",
        "stopped",
        "state: running \u2192 stopped");
    row("paused, and is to stop",
        "{'Status':'paused','Running':true,'Paused':true}",
        "stopped",
        "state: paused \u2192 stopped");
    row("is stopped", "{'Status':'exited','Running':false}", "stopped", "");
    row("whatever it does", "{'Status':'exited','Running':false}", "present", "");
}

void TestContainerEnsure::states()
{
    QFETCH(QByteArray, state);
    QFETCH(QString, wanted);
    ActualContainer container = actual();
    container.container.insert(QStringLiteral("State"), json(state));
    const auto difference =
        stateDifference(desired("{'state':'" + wanted.toLatin1() + "'}").state, container);
    QTEST(difference ? difference->toString() : QString(), "expected");
}

void TestContainerEnsure::mistakes_data()
{
    QTest::addColumn<QByteArray>("parameters");
    QTest::addColumn<QString>("words");
    const auto row = [](const char *name, const char *parameters, const char *words) {
        QTest::newRow(name) << QByteArray(parameters) << QString::fromLatin1(words);
    };
    row("no name", "{'name':''}", "name of a container");
    row("a path as a name", "{'name':'../x'}", "name of a container");
    row("an image in capitals", "{'name':'a','image':'Web'}", "name of an image");
    row("a port in words", "{'name':'a','ports':['http']}", "`ports`");
    row("a port too high", "{'name':'a','ports':['8080:70000']}", "`ports`");
    row("a volume without a path", "{'name':'a','volumes':['db']}", "`volumes`");
    row("a relative volume", "{'name':'a','volumes':['./db:/db']}", "`volumes`");
    row("an unknown mode", "{'name':'a','volumes':['db:/db:xx']}", "`volumes`");
    row("a network with a slash", "{'name':'a','networks':['a/b']}", "`networks`");
}

void TestContainerEnsure::mistakes()
{
    QFETCH(QByteArray, parameters);
    QFETCH(QString, words);
    const auto read = readDesiredContainer(json(parameters));
    QVERIFY(!read);
    QCOMPARE(read.error().kind, ErrorKind::BadInput);
    QVERIFY2(read.error().message.contains(words), qPrintable(read.error().message));
}

void TestContainerEnsure::bodies_data()
{
    QTest::addColumn<QByteArray>("parameters");
    QTest::addColumn<ActualContainer>("container");
    QTest::addColumn<QByteArray>("part"); // what the body holds, among other things
    const auto row = [](const char *name,
                        const char *parameters,
                        const ActualContainer &container,
                        const char *part) {
        QTest::newRow(name) << QByteArray(parameters) << container << QByteArray(part);
    };
    row("a new one",
        "{'image':'web','command':['a','b'],'env':{'A':'1'},'labels':{'l':'v'},'user':'1',"
        "'workdir':'/w','hostname':'h'}",
        {},
        "{'Image':'web:latest','Cmd':['a','b'],'Env':['A=1'],'Labels':{'l':'v'},'User':'1',"
        "'WorkingDir':'/w','Hostname':'h'}");
    row("ports",
        "{'image':'web','ports':['[::1]:53:53/udp','80','8080:80']}",
        {},
        "{'ExposedPorts':{'80/tcp':{},'53/udp':{}},'HostConfig':{'PortBindings':{"
        "'80/tcp':[{'HostIp':'','HostPort':''},{'HostIp':'','HostPort':'8080'}],"
        "'53/udp':[{'HostIp':'::1','HostPort':'53'}]},'Binds':[],'Mounts':[]}}");
    row("limits",
        "{'memory':'64MiB','cpus':0.5,'pids':9,'restart':'always'}",
        actual("{}", "{'Memory':1,'MemorySwap':2,'CpuQuota':5,'Privileged':true}"),
        "{'HostConfig':{'Memory':67108864,'NanoCpus':500000000,'PidsLimit':9,'Privileged':true,"
        "'RestartPolicy':{'Name':'always'},'Binds':[],'Mounts':[]}}");
    row("limits of processes, as Docker and Podman name them",
        "{'image':'web:2'}",
        actual("{}", "{'Ulimits':[{'Name':'core','Hard':1},{'Name':'RLIMIT_NOFILE','Hard':9}]}"),
        "{'HostConfig':{'Ulimits':[{'Name':'core','Hard':1},{'Name':'nofile','Hard':9}],"
        "'Binds':[],'Mounts':[]}}");
    row("the image's part is left to the new image",
        "{'image':'web:2'}",
        actual("{'Env':['A=1','PATH=/bin','OWN=1'],'Labels':{'by':'image','own':'1'}}"),
        "{'Image':'web:2','Env':['OWN=1'],'Labels':{'own':'1'},'Cmd':null,'Hostname':null}");
    row("its own part stays",
        "{'image':'web:2'}",
        actual("{'Cmd':['own'],'Tty':true,'Hostname':'shop','Healthcheck':{'Test':['NONE']}}"),
        "{'Cmd':['own'],'Tty':true,'Hostname':'shop','Healthcheck':{'Test':['NONE']}}");
    row("without an image it stays the same one", "{'user':'1'}", actual(), "{'Image':'web:1'}");
    row("also when its tag has moved",
        "{'user':'1'}",
        actual("{'Image':'web:9'}"),
        "{'Image':'sha256:one'}");
    row("volumes go on, the nameless ones too",
        "{'image':'web:2'}",
        withMounts("[{'Type':'volume','Name':'db','Destination':'/db','RW':false},"
                   "{'Type':'volume','Name':'"
                   "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff',"
                   "'Destination':'/cache','RW':true}]"),
        "{'HostConfig':{'Binds':['db:/db:ro',"
        "'ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff:/cache'],'Mounts':[]}}");
    row("a name takes a nameless volume's place",
        "{'volumes':['c:/cache']}",
        withMounts("[{'Type':'volume','Name':'"
                   "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff',"
                   "'Destination':'/cache','RW':true}]"),
        "{'HostConfig':{'Binds':['c:/cache'],'Mounts':[]}}");
    row("the main network, without what Docker answered",
        "{'image':'web:2'}",
        withNetworks(
            "{'back':{'NetworkID':'n1','IPAddress':'10.0.0.2','Aliases':['shop','4f1c00000000']}}"),
        "{'NetworkingConfig':{'EndpointsConfig':{'back':{'Aliases':['shop']}}},"
        "'HostConfig':{'NetworkMode':'back','Binds':[],'Mounts':[]}}");
    row("a network that was named by its id",
        "{'image':'web:2'}",
        withNetworks("{'back':{'NetworkID':'n1'}}", "n1"),
        "{'NetworkingConfig':{'EndpointsConfig':{'back':{}}},"
        "'HostConfig':{'NetworkMode':'back','Binds':[],'Mounts':[]}}");
    row("no network",
        "{'image':'web:2','networks':['none']}",
        withNetworks("{'back':{}}"),
        "{'NetworkingConfig':null,'HostConfig':{'NetworkMode':'none','Binds':[],'Mounts':[]}}");
}

void TestContainerEnsure::bodies()
{
    QFETCH(QByteArray, parameters);
    QFETCH(ActualContainer, container);
    QFETCH(QByteArray, part);
    const ContainerBody body = containerBody(desired(parameters), container);
    const QJsonObject expected = json(part);
    for (auto it = expected.begin(); it != expected.end(); ++it) {
        if (it.value().isNull())
            QVERIFY2(!body.create.contains(it.key()), qPrintable(it.key()));
        else
            QCOMPARE(body.create.value(it.key()), it.value());
    }
}

// What Docker would say of a container made from the body is as it was wanted.
void TestContainerEnsure::bodiesMakeNoDifference()
{
    const DesiredContainer wanted = desired(
        "{'ports':['127.0.0.1:8080:80','53/udp'],'env':{'A':'=x'},'labels':{'l':''},"
        "'restart':'always','memory':'64MiB','cpus':1.5,'pids':7,'user':'1','hostname':'h'}");
    const ContainerBody body = containerBody(wanted, {});
    ActualContainer made{.container = {{QStringLiteral("Id"), QStringLiteral("a")},
                                       {QStringLiteral("Config"), body.create},
                                       {QStringLiteral("HostConfig"),
                                        body.create.value(QLatin1StringView("HostConfig"))}}};
    for (const Difference &difference : containerDifferences(wanted, {}, made))
        QFAIL(qPrintable(difference.toString()));
}

void TestContainerEnsure::tidying_data()
{
    QTest::addColumn<QByteArray>("list");
    QTest::addColumn<QStringList>("expected");
    const auto row = [](const char *name, const char *list, const QStringList &expected) {
        QTest::newRow(name) << QByteArray(list) << expected;
    };
    row("nothing left behind", "[{'Id':'a','Names':['/web'],'State':'exited'}]", {});
    row("nothing at all", "[]", {});
    row("others whose names are longer",
        "[{'Id':'a','Names':['/web.saltern-new-2'],'State':'running'}]",
        {});
    row("one that was never used",
        "[{'Id':'a','Names':['/web'],'State':'running'},"
        "{'Id':'b','Names':['/web.saltern-new'],'State':'created'}]",
        {QStringLiteral("DELETE /containers/b")});
    row("between the two names",
        "[{'Id':'a','Names':['/web.saltern-old'],'State':'exited'},"
        "{'Id':'b','Names':['/web.saltern-new'],'State':'created'}]",
        {QStringLiteral("DELETE /containers/b"), QStringLiteral("POST /containers/a/rename")});
    row("before it was started",
        "[{'Id':'a','Names':['/web.saltern-old'],'State':'exited'},"
        "{'Id':'b','Names':['/web'],'State':'created'}]",
        {QStringLiteral("DELETE /containers/b"), QStringLiteral("POST /containers/a/rename")});
    row("after it was started",
        "[{'Id':'a','Names':['/web.saltern-old'],'State':'exited'},"
        "{'Id':'b','Names':['/web'],'State':'running'}]",
        {QStringLiteral("DELETE /containers/a")});
}

void TestContainerEnsure::tidying()
{
    QFETCH(QByteArray, list);
    const QString name = QStringLiteral("web");
    const auto found = NamedContainers::read(
        json("{'l':" + list + "}").value(QLatin1StringView("l")).toArray(), name);
    QStringList steps;
    for (const TidyingStep &step : tidyingSteps(found, name))
        steps += QString::fromLatin1(step.method) + u' ' + step.path;
    QTEST(steps, "expected");
}

void TestContainerEnsure::busyContainersAreLeftAlone()
{
    NodeFixture fixture(QStringLiteral("container.ensure"), "{'name':'web','image':'web:2'}");
    QVERIFY(fixture.hosts.add({QStringLiteral("local"), {.path = QStringLiteral("/none")}, {}}));
    fixture.host = QStringLiteral("local");
    fixture.ownActions.begin(
        fixture.host, QStringLiteral("container/web"), QStringLiteral("a/b/c"), 1);
    const StepOutcome outcome = fixture.run(makeEvent("a"));
    QVERIFY(outcome.error);
    QCOMPARE(outcome.error->kind, ErrorKind::Conflict);
    QVERIFY(outcome.mayRetry);
}

void TestContainerEnsure::settingsThatMeanNothing()
{
    const QStringList refused =
        refusedFields(QStringLiteral("container.ensure"),
                      "{'name':'web','state':'absent','image':'web:2','dryRun':true}");
    QCOMPARE(refused, QStringList{QStringLiteral("image")});
}

void TestContainerEnsure::simulationTouchesNothing()
{
    NodeFixture fixture(QStringLiteral("container.ensure"),
                        "{'name':'web','image':'web:2','env':{'T':'{{ secret.T }}'}}");
    const NodeSetup setup = fixture.setup();
    const auto node = findBehaviour(QStringLiteral("container.ensure"), 1)->simulated(setup);
    QVERIFY(node);
    const auto step = (*node)->begin(StepInput{.parameters = setup.parameters});
    const StepOutcome outcome = finish(*step);
    QCOMPARE(outcome.exits.at(0).port, QStringLiteral("changed"));
    QCOMPARE(outcome.detail.value(QLatin1StringView("wanted")).toString(),
             QStringLiteral("the container web is running, from web:2"));
}

QTEST_GUILESS_MAIN(TestContainerEnsure)
#include "tst_containerensure.moc"
