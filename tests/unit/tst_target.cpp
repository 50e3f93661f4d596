#include "engine/pipeline/placement.h"
#include "engine/pipeline/target.h"

#include <QRandomGenerator>
#include <QTest>

using namespace Saltern;
using namespace Qt::StringLiterals;

class TestTarget : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void picks_data();
    void picks();
    void refusals_data();
    void refusals();
    void advice_data();
    void advice();
    void globLists_data();
    void globLists();
    void placements_data();
    void placements();
    void hostileExpressionsEnd_data();
    void hostileExpressionsEnd();
    void anyTextIsReadOrRefused();
};

namespace {

std::vector<TargetHost> hosts()
{
    return {
        {u"web-1"_s, {{u"zone"_s, u"edge"_s}, {u"role"_s, u"web"_s}}},
        {u"web-2"_s, {{u"zone"_s, u"core"_s}, {u"role"_s, u"web"_s}}},
        {u"db-1"_s, {{u"zone"_s, u"core"_s}, {u"image"_s, u"registry/db:12"_s}}},
        {u"old"_s, {}},
    };
}

QString picked(const Target &target)
{
    QStringList names;
    for (const TargetHost &host : hosts()) {
        if (target.matches(host))
            names += host.name;
    }
    return names.join(u' ');
}

} // namespace

void TestTarget::picks_data()
{
    QTest::addColumn<QString>("target");
    QTest::addColumn<QString>("names");
    const auto row = [](const char *target, const char *names) {
        QTest::newRow(target) << QString::fromLatin1(target) << QString::fromLatin1(names);
    };
    row("*", "web-1 web-2 db-1 old");
    row("web*", "web-1 web-2");
    row("web", "");
    row("*-1", "web-1 db-1");
    row("w?b-[2-9]", "web-2");
    row("web-[!1]", "web-2");
    row("web-[1", "");
    row("....", "");
    row("**e**", "web-1 web-2");
    row("old, db-1", "db-1 old");
    row("old ,db-1", "db-1 old");
    row("old,web*", "web-1 web-2 old");
    row("L@old,db-1", "db-1 old");
    row("L@old, db-1", "db-1 old");
    row("E@web-\\d", "web-1 web-2");
    row("E@web", "");
    row("E@(web|db)-1", "web-1 db-1");
    row("E@web-1|old", "web-1 old");
    row("E@[a-z]{3}", "old");
    row("G@zone:edge", "web-1");
    row("G@zone:*", "web-1 web-2 db-1");
    row("G@zone:[ce]o*", "web-2 db-1");
    row("G@image:registry/db:1?", "db-1");
    row("G@Zone:edge", "");
    row("web* and G@zone:core", "web-2");
    row("web* or old", "web-1 web-2 old");
    row("not web*", "db-1 old");
    row("not not web*", "web-1 web-2");
    row("G@zone:core and not G@role:web", "db-1");
    row("old or web* and G@zone:edge", "web-1 old");
    row("( old or web* ) and not web-2", "web-1 old");
    row("(old or web*) and not web-2", "web-1 old");
    row("not (old or web*)", "db-1");
    row("(E@(web|db)-1 and G@zone:core)", "db-1");
    row("((web-1))", "web-1");
    row("  web-1  ", "web-1");
    row("web-1\tor\nold", "web-1 old");
    row("L@and,or", "");
    row("android*", "");
}

void TestTarget::picks()
{
    QFETCH(QString, target);
    const auto parsed = Target::parse(target);
    QVERIFY2(parsed, qPrintable(parsed ? QString() : parsed.error().toString()));
    QTEST(picked(*parsed), "names");
    QCOMPARE(picked(Target()), QString());
}

void TestTarget::refusals_data()
{
    QTest::addColumn<QString>("target");
    QTest::addColumn<int>("offset");
    QTest::addColumn<QString>("says");
    const auto row = [](const QString &target, int offset, const char *says) {
        QTest::newRow(qPrintable(target.left(40))) << target << offset << QString::fromLatin1(says);
    };
    row(QString(), 0, "names no host");
    row(u"   "_s, 3, "names no host");
    row(u"web* old"_s, 5, "without `and` or `or`");
    row(u"web* and"_s, 8, "missing here");
    row(u"and web*"_s, 0, "missing here");
    row(u"not"_s, 3, "missing here");
    row(u"(web* or old"_s, 0, "never closed");
    row(u"web* or old)"_s, 11, "closes nothing");
    row(u"()"_s, 1, "missing here");
    row(u"web* or P@os:x"_s, 8, "no term \"P@\"");
    row(u"a,,b"_s, 2, "name is missing");
    row(u"a,"_s, 2, "name is missing");
    row(u"L@web*"_s, 5, "\"*\" is in no host's name");
    row(u"web$"_s, 3, "\"$\" is in no host's name");
    row(u"w\u00e4b"_s, 1, "is in no host's name");
    row(u"G@zone"_s, 0, "no label and value");
    row(u"G@:edge"_s, 0, "no label and value");
    row(u"G@zone:"_s, 0, "no label and value");
    row(u"old or E@web("_s, 13, "regular expression");
    row(u"E@"_s, 2, "without an expression");
    row(u"E@(*LIMIT_MATCH=99)a"_s, 2, "regular expression");
    row(QString(2000, u'a'), maximumTargetLength, "more than 1024 characters");
    row(QString(40, u'(') + u'a' + QString(40, u')'), 17, "more than 16 levels");
    row(u"not "_s.repeated(40) + u'a', 4 * 17, "more than 16 levels");
}

void TestTarget::refusals()
{
    QFETCH(QString, target);
    QFETCH(int, offset);
    QFETCH(QString, says);
    const auto parsed = Target::parse(target);
    QVERIFY(!parsed);
    QCOMPARE(parsed.error().kind, ErrorKind::BadInput);
    QVERIFY2(parsed.error().message.contains(says), qPrintable(parsed.error().message));
    QVERIFY(!parsed.error().remedy.isEmpty());
    QCOMPARE(parsed.error().detail, QString::number(offset));
}

void TestTarget::advice_data()
{
    QTest::addColumn<QString>("target");
    QTest::addColumn<QString>("advice");
    const auto row = [](const char *target, const char *advice) {
        QTest::newRow(target) << QString::fromLatin1(target) << QString::fromLatin1(advice);
    };
    row("wbe-1", "There is no host \"wbe-1\". Did you mean \"web-1\"?");
    row("L@old and L@od", "There is no host \"od\". Did you mean \"old\"?");
    row("G@zon:edge", "No host has the label zon. Did you mean \"zone\"?");
    row("G@zone:egde", "The label zone has the values core, edge.");
    row("x*", "Known hosts: web-1, web-2, db-1, old.");
    row("web-1 and db-1", "Known hosts: web-1, web-2, db-1, old.");
}

void TestTarget::advice()
{
    QFETCH(QString, target);
    const auto parsed = Target::parse(target);
    QVERIFY(parsed);
    QCOMPARE(picked(*parsed), QString());
    QTEST(parsed->advice(hosts()), "advice");
    QVERIFY(!parsed->advice({}).isEmpty());
}

void TestTarget::globLists_data()
{
    QTest::addColumn<QString>("target");
    QTest::addColumn<QStringList>("globs");
    QTest::newRow("one") << u"web*"_s << QStringList{u"web*"_s};
    QTest::newRow("list") << u"a, b*"_s << QStringList{u"a"_s, u"b*"_s};
    QTest::newRow("or") << u"a or (b or L@c,d)"_s << QStringList{u"a"_s, u"b"_s, u"c"_s, u"d"_s};
    QTest::newRow("and") << u"a and b"_s << QStringList{};
    QTest::newRow("a label among them") << u"a or G@x:y"_s << QStringList{};
}

void TestTarget::globLists()
{
    QFETCH(QString, target);
    const auto parsed = Target::parse(target);
    QVERIFY(parsed);
    QTEST(parsed->globs(), "globs");
}

void TestTarget::placements_data()
{
    QTest::addColumn<QString>("place");
    QTest::addColumn<int>("kind");
    QTest::addColumn<QString>("names");
    QTest::addColumn<QString>("offset"); // of the fault; empty = there is none
    const auto row = [](const char *place, Placement::Kind kind, const char *names) {
        QTest::newRow(place) << QString::fromLatin1(place) << int(kind)
                             << QString::fromLatin1(names) << QString();
    };
    row("", Placement::Kind::EventHost, "");
    row("event-host", Placement::Kind::EventHost, "");
    row("web-1", Placement::Kind::One, "web-1");
    row("any", Placement::Kind::Any, "web-1 web-2 db-1 old");
    row("any web*", Placement::Kind::Any, "web-1 web-2");
    row("all", Placement::Kind::All, "web-1 web-2 db-1 old");
    row("  all  G@zone:core and not L@old ", Placement::Kind::All, "web-2 db-1");
    row("alle", Placement::Kind::One, "");
    row("L@all", Placement::Kind::One, "");
    const auto bad = [](const char *place, int offset) {
        QTest::newRow(place) << QString::fromLatin1(place) << 0 << QString()
                             << QString::number(offset);
    };
    bad("all (web*", 4);
    bad("any any all", 8);
    bad("web* old", 5);
}

void TestTarget::placements()
{
    QFETCH(QString, place);
    QFETCH(QString, offset);
    const auto parsed = Placement::parse(place);
    QCOMPARE(parsed.has_value(), offset.isEmpty());
    if (!parsed) {
        QCOMPARE(parsed.error().detail, offset);
        return;
    }
    QTEST(int(parsed->kind), "kind");
    QTEST(picked(parsed->target), "names");
}

void TestTarget::hostileExpressionsEnd_data()
{
    QTest::addColumn<QString>("target");
    QTest::newRow("catastrophic") << u"E@(a+)+b"_s;
    QTest::newRow("nested") << u"E@((a*)*)*b"_s;
    QTest::newRow("alternatives") << u"E@(a|a|a|a)*b"_s;
    QTest::newRow("recursion") << u"E@(a(?1)?a?)*b"_s;
    QTest::newRow("look behind itself") << u"E@(?=(a+))*+\\1*(a|aa)+$b"_s;
    QTest::newRow("many asterisks") << u"a*"_s.repeated(500);
}

void TestTarget::hostileExpressionsEnd()
{
    // Without the bound each of these takes longer than the test's own time limit.
    QFETCH(QString, target);
    const auto parsed = Target::parse(target);
    QVERIFY(parsed);
    for (int i = 0; i < 200; ++i)
        QVERIFY(!parsed->matches({QString(64, u'a') + u'c', {}}));
}

void TestTarget::anyTextIsReadOrRefused()
{
    const QStringList pieces{u"web*"_s,
                             u"("_s,
                             u")"_s,
                             u"and"_s,
                             u"or"_s,
                             u"not"_s,
                             u"E@a("_s,
                             u"L@"_s,
                             u"G@a:b"_s,
                             u","_s,
                             u" "_s,
                             u"["_s,
                             u"]"_s,
                             u"\\"_s,
                             u"\u00e4"_s,
                             u"E@(b)"_s,
                             u"*"_s,
                             u"@"_s};
    QRandomGenerator random(7);
    int read = 0;
    for (int i = 0; i < 20'000; ++i) {
        QString text;
        for (int length = random.bounded(12); length > 0; --length)
            text += pieces.at(random.bounded(int(pieces.size())));
        const auto parsed = Target::parse(text);
        if (parsed) {
            ++read;
            parsed->matches(hosts().front());
            QVERIFY(!parsed->advice(hosts()).isEmpty());
            continue;
        }
        const int offset = parsed.error().detail.toInt();
        QVERIFY2(offset >= 0 && offset <= text.size(), qPrintable(text));
    }
    QVERIFY(read > 0);
}

QTEST_GUILESS_MAIN(TestTarget)
#include "tst_target.moc"
