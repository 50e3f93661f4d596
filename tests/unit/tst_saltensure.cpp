// What the exported Python makes of settings and of what Docker says is what Saltern makes of them:
// the same input to both.

#include "engine/nodes/container.ensure/containerbody.h"
#include "engine/nodes/network.ensure/networksettings.h"
#include "engine/nodes/prune/prunecandidates.h"
#include "tests/unit/saltpython.h"

#include <QJsonDocument>
#include <QRandomGenerator>
#include <QTest>

using namespace Saltern;
using namespace Qt::StringLiterals;

namespace {

// Few names and values, so that settings and what is there are often the same.
class Dice
{
public:
    explicit Dice(quint32 seed) : m_generator(seed) {}

    int below(int most) { return static_cast<int>(m_generator.bounded(most)); }
    bool chance(int of) { return below(of) == 0; }

    QJsonValue one(const QJsonArray &of) { return of.at(below(static_cast<int>(of.size()))); }

    QJsonArray some(const QJsonArray &of)
    {
        QJsonArray chosen;
        for (const QJsonValue &value : of) {
            if (chance(2))
                chosen.append(value);
        }
        return chosen;
    }

    QJsonObject map(const QJsonArray &keys, const QJsonArray &values)
    {
        QJsonObject made;
        const QJsonArray chosen = some(keys);
        for (const QJsonValue &key : chosen)
            made.insert(key.toString(), one(values));
        return made;
    }

    // `settings` gets an entry, or else may be as it is.
    void maybe(QJsonObject &settings, const QString &name, const QJsonValue &value)
    {
        if (chance(2))
            settings.insert(name, value);
    }

private:
    QRandomGenerator m_generator;
};

const QJsonArray texts{
    u"a"_s, u""_s, u"it's \"b\" \\ {{ c }}\n"_s, QString::fromUtf8("\xf0\x9f\x98\x80"), 7};
const QJsonArray keys{u"A"_s, u"B_C"_s, u"com.x.y"_s};
const QString shaA = u"sha256:"_s + QString(64, u'a');
const QString shaB = u"sha256:"_s + QString(64, u'b');

QJsonArray pairs(const QJsonObject &map)
{
    QJsonArray list;
    for (auto entry = map.begin(); entry != map.end(); ++entry)
        list.append(QString(entry.key() + u'=' + entry.value().toVariant().toString()));
    return list;
}

QJsonObject imageOf(Dice &dice, const QString &id)
{
    QJsonObject config{{u"Env"_s, pairs(dice.map(keys, texts))},
                       {u"Labels"_s, dice.map(keys, {u"a"_s, u"b"_s})},
                       {u"Cmd"_s, dice.some({u"run"_s, u"x"_s})}};
    dice.maybe(config, u"User"_s, dice.one({u"u"_s, u""_s}));
    dice.maybe(config, u"WorkingDir"_s, u"/srv"_s);
    dice.maybe(config, u"Entrypoint"_s, QJsonValue());
    return {{u"Id"_s, id}, {u"Config"_s, config}, {u"RepoTags"_s, QJsonArray{u"web:1"_s}}};
}

QJsonObject hostConfigOf(Dice &dice)
{
    QJsonObject host{
        {u"NetworkMode"_s, dice.one({u"default"_s, u"front"_s, u"host"_s, u"n1"_s, u""_s})},
        {u"PortBindings"_s,
         QJsonObject{
             {u"80/tcp"_s,
              QJsonArray{QJsonObject{{u"HostIp"_s, dice.one({u""_s, u"0.0.0.0"_s, u"::1"_s})},
                                     {u"HostPort"_s, dice.one({u"8080"_s, u""_s, u"0"_s})}}}}}},
        {u"Memory"_s, dice.one({0, 64 * 1024 * 1024, 64 * 1024 * 1024 + 1})},
        {u"MemorySwap"_s, -1},
        {u"NanoCpus"_s, dice.one({0, 500'000'000, 1'500'000'000})},
        {u"CpuQuota"_s, 0},
        {u"PidsLimit"_s, dice.one({QJsonValue(), 0, 50})},
        {u"RestartPolicy"_s,
         QJsonObject{{u"Name"_s, dice.one({u""_s, u"no"_s, u"always"_s, u"on-failure"_s})},
                     {u"MaximumRetryCount"_s, dice.one({0, 3})}}}};
    if (dice.chance(3))
        host.insert(u"Mounts"_s,
                    QJsonArray{QJsonObject{{u"Type"_s, dice.one({u"tmpfs"_s, u"volume"_s})}}});
    return host;
}

QJsonObject containerOf(Dice &dice)
{
    const QString id(64, u'c');
    QJsonObject networks;
    const QJsonArray connected = dice.some({u"front"_s, u"back"_s, u"bridge"_s});
    for (const QJsonValue &name : connected)
        networks.insert(
            name.toString(),
            QJsonObject{{u"NetworkID"_s, name.toString() == u"front" ? u"n1"_s : u"n2"_s},
                        {u"Aliases"_s, QJsonArray{id.left(12), u"web"_s}},
                        {u"IPAMConfig"_s, QJsonValue()},
                        {u"IPAddress"_s, u"10.0.0.2"_s}});
    QJsonArray mounts;
    const QJsonArray mounted = dice.some({u"data"_s, u"/etc"_s, QString(64, u'd')});
    for (const QJsonValue &name : mounted)
        mounts.append(
            QJsonObject{{u"Type"_s, name.toString().startsWith(u'/') ? u"bind"_s : u"volume"_s},
                        {u"Name"_s, name},
                        {u"Source"_s, name},
                        {u"Destination"_s, QString(u"/m"_s + name.toString().left(2))},
                        {u"RW"_s, dice.chance(2)}});
    QJsonObject config{{u"Image"_s, dice.one({u"web:1"_s, u"web:2"_s})},
                       {u"Env"_s, pairs(dice.map(keys, texts))},
                       {u"Labels"_s, dice.map(keys, {u"a"_s, u"b"_s, u""_s})},
                       {u"Cmd"_s, dice.one({QJsonArray{u"run"_s}, QJsonValue()})},
                       {u"User"_s, dice.one({u"u"_s, u""_s})},
                       {u"WorkingDir"_s, dice.one({u"/srv"_s, u""_s})},
                       {u"Hostname"_s, dice.one({id.left(12), u"web"_s})},
                       {u"Tty"_s, false}};
    const QString status = dice.one({u"running"_s, u"exited"_s, u"paused"_s}).toString();
    return {{u"Id"_s, id},
            {u"Image"_s, dice.one({shaA, shaB})},
            {u"Config"_s, config},
            {u"HostConfig"_s, hostConfigOf(dice)},
            {u"Mounts"_s, mounts},
            {u"NetworkSettings"_s, QJsonObject{{u"Networks"_s, networks}}},
            {u"State"_s,
             QJsonObject{{u"Status"_s, status},
                         {u"Running"_s, status != u"exited"},
                         {u"Paused"_s, status == u"paused"}}}};
}

QJsonObject settingsOf(Dice &dice)
{
    QJsonObject settings{
        {u"name"_s, dice.one({u"web"_s, u"/web"_s, u"no name"_s, u"web"_s, u"web"_s})},
        {u"state"_s, dice.one({u"running"_s, u"present"_s, u"stopped"_s})},
        {u"image"_s, dice.one({u"web:1"_s, u"web"_s, u"web:2"_s, u"Bad Name"_s})}};
    dice.maybe(settings, u"command"_s, dice.one({QJsonArray(), QJsonArray{u"run"_s}, u"run"_s}));
    dice.maybe(settings, u"entrypoint"_s, dice.one({QJsonArray(), QJsonArray{u"/e"_s, 7}}));
    dice.maybe(settings, u"env"_s, dice.map(keys, texts));
    dice.maybe(settings, u"labels"_s, dice.map(keys, texts));
    dice.maybe(settings, u"ports"_s, dice.some({u"8080:80"_s, u"[::1]:8080:80"_s, u"80/udp"_s}));
    dice.maybe(settings, u"volumes"_s, dice.some({u"data:/mda/"_s, u"/etc:/m/e:ro"_s}));
    dice.maybe(settings, u"networks"_s, dice.some({u"front"_s, u"none"_s, u"back"_s}));
    dice.maybe(settings, u"restart"_s, dice.one({u"no"_s, u"always"_s}));
    dice.maybe(settings, u"user"_s, dice.one({u"u"_s, u""_s, 1000}));
    dice.maybe(settings, u"workdir"_s, u"/srv"_s);
    dice.maybe(settings, u"hostname"_s, u"web"_s);
    dice.maybe(settings, u"memory"_s, dice.one({u"64MiB"_s, u"1GiB"_s}));
    dice.maybe(settings, u"cpus"_s, dice.one({0.5, 1.5, 2}));
    dice.maybe(settings, u"pids"_s, dice.one({50, 51}));
    if (dice.chance(12))
        settings.insert(u"ports"_s, u"80:99999"_s);
    if (dice.chance(12))
        settings.insert(u"volumes"_s, u"data:relative"_s);
    return settings;
}

QJsonArray toJson(const std::vector<Difference> &differences)
{
    QJsonArray list;
    for (const Difference &difference : differences)
        list.append(QJsonArray{difference.setting, difference.from, difference.to});
    return list;
}

// The order of the entries of an environment means nothing.
QJsonObject toJson(const ContainerBody &body)
{
    QJsonArray networks;
    for (const auto &[name, endpoint] : body.networks)
        networks.append(QJsonArray{name, endpoint});
    return {{u"create"_s, body.create}, {u"networks"_s, networks}};
}

QJsonValue
described(const QJsonObject &settings, const QJsonObject &image, const ActualContainer &actual)
{
    const auto desired = readDesiredContainer(settings);
    if (!desired)
        return desired.error().message;
    HostImage wanted{.reference = desired->image->complete(), .id = shaA, .content = image};
    const auto state = stateDifference(desired->state, actual);
    return QJsonObject{
        {u"differences"_s,
         actual.exists() ? toJson(containerDifferences(*desired, wanted, actual)) : QJsonArray()},
        {u"state"_s, actual.exists() && state ? toJson({*state}).first() : QJsonValue()},
        {u"body"_s, toJson(containerBody(*desired, actual))}};
}

const QByteArray describing = R"(
class Task:
    def __init__(self, settings):
        self.tools, self.settings, self.fault = tools, settings, tools['saltern_fault.fault']
def one(settings, image, container, former):
    try:
        desired = tools['saltern_desired.read'](Task(settings))
    except Exception as error:
        if not hasattr(error, 'remedy'): raise
        return str(error)
    wanted = {'reference': desired['image']['complete'], 'id': 'sha256:' + 64 * 'a', 'content': image}
    actual = {'container': container, 'image': former}
    body, networks = tools['saltern_body.body'](tools, desired, actual)
    found, state = [], None
    if container:
        found = tools['saltern_difference.differences'](desired, wanted, actual)
        state = tools['saltern_difference.state_difference'](desired['state'], container)
    return {'differences': found, 'state': state, 'body': {'create': body, 'networks': networks}}
print(json.dumps([one(*case) for case in cases]))
)";

QString shown(const QJsonValue &value)
{
    return QString::fromUtf8(QJsonDocument(QJsonArray{value}).toJson(QJsonDocument::Compact));
}

void compare(const QJsonArray &cases, const QJsonArray &expected, const QJsonArray &found)
{
    QCOMPARE(found.size(), expected.size());
    for (qsizetype i = 0; i < expected.size(); ++i) {
        if (found.at(i) != expected.at(i))
            QFAIL(qPrintable(shown(cases.at(i)) + u"\n  Saltern: "_s + shown(expected.at(i)) +
                             u"\n  Python:  "_s + shown(found.at(i))));
    }
}

} // namespace

class tst_SaltEnsure : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void containers();
    void networks();
    void prunes();
    void imageNames();
};

void tst_SaltEnsure::containers()
{
    Dice dice(20'261'126);
    QJsonArray cases;
    QJsonArray expected;
    int refused = 0;
    int same = 0;
    while (cases.size() < 3000) {
        const QJsonObject settings = settingsOf(dice);
        const QJsonObject image = imageOf(dice, shaA);
        const bool exists = !dice.chance(8);
        const QJsonObject container = exists ? containerOf(dice) : QJsonObject();
        const QJsonObject former = exists && !dice.chance(6) ? imageOf(dice, shaB) : QJsonObject();
        cases.append(QJsonArray{settings, image, container, former});
        expected.append(described(settings, image, {container, former}));
        refused += expected.last().isString();
        same += expected.last()[u"differences"_s].toArray().isEmpty();
    }
    compare(cases, expected, saltPython(describing, cases));
    QVERIFY(refused > 300 && refused < 2000);
    QVERIFY(same > refused + 100);
}

void tst_SaltEnsure::networks()
{
    Dice dice(7);
    QJsonArray cases;
    QJsonArray expected;
    while (cases.size() < 1000) {
        QJsonObject settings{{u"name"_s, u"back"_s}};
        dice.maybe(settings, u"driver"_s, dice.one({u"bridge"_s, u"macvlan"_s}));
        dice.maybe(settings, u"internal"_s, dice.chance(2));
        dice.maybe(settings, u"attachable"_s, dice.chance(2));
        dice.maybe(settings, u"ipv6"_s, dice.chance(2));
        dice.maybe(settings, u"subnet"_s, u"10.7.0.0/24"_s);
        dice.maybe(settings, u"gateway"_s, u"10.7.0.1"_s);
        dice.maybe(settings, u"options"_s, dice.map(keys, texts));
        dice.maybe(settings, u"labels"_s, dice.map(keys, texts));
        const QJsonObject range{{u"Subnet"_s, dice.one({u"10.7.0.0/24"_s, u"10.8.0.0/24"_s})}};
        const QJsonObject actual{
            {u"Name"_s, u"back"_s},
            {u"Driver"_s, u"bridge"_s},
            {u"Internal"_s, dice.chance(2)},
            {u"EnableIPv6"_s, false},
            {u"IPAM"_s, QJsonObject{{u"Config"_s, dice.one({QJsonArray{range}, QJsonArray()})}}},
            {u"Options"_s, dice.one({QJsonValue(), dice.map(keys, {u"a"_s, u""_s})})},
            {u"Labels"_s, dice.map(keys, {u"a"_s, u""_s})}};
        cases.append(QJsonArray{settings, actual});
        expected.append(
            QJsonArray{toJson(networkDifferences(settings, actual)), networkCreation(settings)});
    }
    const QByteArray script = R"(
class Task:
    def __init__(self, settings):
        self.tools, self.settings, self.fault = tools, settings, tools['saltern_fault.fault']
import saltern_resource
def one(settings, actual):
    network = saltern_resource._Resource(Task(settings), 'network')
    return [network._network(actual), network._creation()]
print(json.dumps([one(*case) for case in cases]))
)";
    compare(cases, expected, saltPython(script, cases));
}

void tst_SaltEnsure::prunes()
{
    Dice dice(11);
    constexpr qint64 now = 1'800'000'000;
    const QJsonArray labels{u"keep"_s, u"stage"_s, u"saltern.role"_s};
    const QJsonArray times{now, now - 3600, now - 7200, now - 100'000};
    const QJsonArray dates{u"2027-01-15T07:00:00.123456789Z"_s,
                           u"2027-01-15T10:00:00+02:00"_s,
                           u"2027-01-14T08:00:00Z"_s,
                           u"yesterday"_s};
    QJsonArray cases;
    QJsonArray expected;
    while (cases.size() < 1000) {
        QJsonArray containers;
        QJsonArray images;
        QJsonArray volumes;
        QJsonArray nets;
        QJsonArray builds;
        for (int i = dice.below(5); i > 0; --i) {
            const QString name = dice.one({u"web"_s, u"web.saltern-old"_s, u"job"_s}).toString();
            containers.append(QJsonObject{
                {u"Id"_s, QString::number(i)},
                {u"Names"_s, QJsonArray{QString(u'/' + name)}},
                {u"State"_s, dice.one({u"running"_s, u"exited"_s, u"created"_s, u"paused"_s})},
                {u"Created"_s, dice.one(times)},
                {u"ImageID"_s, dice.one({u"i1"_s, u"i2"_s})},
                {u"SizeRw"_s, 5},
                {u"Labels"_s,
                 dice.chance(5) ? QJsonValue(dice.map(labels, {u"yes"_s, u"test"_s}))
                                : QJsonValue()},
                {u"NetworkSettings"_s,
                 QJsonObject{{u"Networks"_s, QJsonObject{{u"n1"_s, QJsonObject()}}}}},
                {u"Mounts"_s, QJsonArray{QJsonObject{{u"Name"_s, u"v1"_s}}}}});
            images.append(QJsonObject{{u"Id"_s, dice.one({u"i1"_s, u"i2"_s, u"i3"_s})},
                                      {u"RepoTags"_s,
                                       dice.one({QJsonValue(),
                                                 QJsonArray{u"<none>:<none>"_s},
                                                 QJsonArray{u"a:1"_s, u"b:1"_s}})},
                                      {u"Created"_s, dice.one(times)},
                                      {u"Size"_s, 100},
                                      {u"SharedSize"_s, dice.one({-1, 30})}});
            volumes.append(QJsonObject{
                {u"Name"_s, dice.one({u"v1"_s, u"v2"_s})},
                {u"CreatedAt"_s, dice.one(dates)},
                {u"UsageData"_s,
                 dice.one(
                     {QJsonValue(), QJsonObject{{u"Size"_s, -1}}, QJsonObject{{u"Size"_s, 9}}})}});
            nets.append(QJsonObject{{u"Name"_s, dice.one({u"bridge"_s, u"n1"_s, u"n2"_s})},
                                    {u"Id"_s, u"x"_s},
                                    {u"Scope"_s, dice.one({u"local"_s, u"swarm"_s})},
                                    {u"Created"_s, dice.one(dates)}});
            builds.append(QJsonObject{{u"InUse"_s, dice.chance(3)},
                                      {u"Shared"_s, dice.chance(3)},
                                      {u"Size"_s, 7},
                                      {u"CreatedAt"_s, dice.one(dates)},
                                      {u"LastUsedAt"_s, dice.one({QJsonValue(), dates.at(0)})}});
        }
        const QJsonObject settings{
            {u"what"_s,
             dice.some(
                 {u"containers"_s, u"images"_s, u"networks"_s, u"volumes"_s, u"build-cache"_s})},
            {u"olderThan"_s, dice.one({u"0s"_s, u"1h"_s, u"90m"_s, u"24h"_s})},
            {u"labels"_s,
             dice.chance(6) ? dice.one({QJsonArray{u"stage=test"_s}, u"stage"_s}) : QJsonArray()},
            {u"keepLabels"_s, dice.some({u"keep"_s})},
            {u"taggedImages"_s, dice.chance(2)}};
        const QJsonObject usage{{u"Containers"_s, containers},
                                {u"Images"_s, images},
                                {u"Volumes"_s, volumes},
                                {u"BuildCache"_s, builds}};
        cases.append(QJsonArray{settings, usage, nets, now});
        QJsonArray wanted;
        const auto rules = PruneRules::read(settings);
        QVERIFY(rules.has_value());
        for (const PruneCandidate &candidate : pruneCandidates(*rules, usage, nets, now))
            wanted.append(QJsonArray{
                candidate.type, candidate.id, candidate.name, candidate.bytes, candidate.force});
        expected.append(wanted);
    }
    const QByteArray script = R"(
import saltern_prune
class Task:
    def __init__(self, settings):
        self.tools, self.settings = tools, settings
def one(settings, usage, networks, now):
    found = saltern_prune.candidates(saltern_prune._rules(Task(settings)), usage, networks, now)
    return [list(candidate.values()) for candidate in found]
print(json.dumps([one(*case) for case in cases]))
)";
    compare(cases, expected, saltPython(script, cases));
}

void tst_SaltEnsure::imageNames()
{
    const QJsonArray cases{u"web"_s,
                           u"web:1"_s,
                           u"localhost/web"_s,
                           u"registry.example:5000/a/b:tag"_s,
                           QString(u"web@"_s + shaA),
                           QString(u"web:1@"_s + shaA),
                           shaA,
                           QString(64, u'a'),
                           u"Web"_s,
                           u"web:"_s,
                           u"../etc"_s,
                           u"web?x"_s,
                           QString::fromUtf8("web:\xc3\xa9"),
                           QString(600, u'a'),
                           u""_s,
                           u"a/b c\n"_s};
    QJsonArray expected;
    for (const QJsonValue &text : cases) {
        const auto name = ImageReference::parse(text.toString());
        if (name)
            expected.append(QJsonArray{
                name->name, name->tag, name->digest, name->id, name->registry, name->complete()});
        else
            expected.append(name.error().message);
    }
    const QByteArray script = R"(
def one(text):
    try:
        found = tools['saltern_image.reference'](text, tools['saltern_fault.fault'])
    except Exception as error:
        if not hasattr(error, 'remedy'): raise
        return str(error)
    return [found[field] for field in ('name', 'tag', 'digest', 'id', 'registry', 'complete')]
print(json.dumps([one(case) for case in cases]))
)";
    compare(cases, expected, saltPython(script, cases));
}

QTEST_GUILESS_MAIN(tst_SaltEnsure)
#include "tst_saltensure.moc"
