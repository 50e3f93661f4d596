#include "engine/events/pattern.h"

#include <QTest>

using namespace Saltern;

class TestPattern : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void refused_data();
    void refused();
};

void TestPattern::refused_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<QString>("inMessage");
    QTest::addColumn<QString>("pointer");
    const auto row =
        [](const char *name, const char *json, const char *inMessage, const char *pointer) {
            QTest::newRow(name) << QByteArray(json) << QString::fromLatin1(inMessage)
                                << QString::fromLatin1(pointer);
        };
    row("scalar", R"({"a":{"b":"x"}})", "\"a.b\" is a string", "/a/b");
    row("empty pattern", "{}", "no fields", "");
    row("empty list", R"({"a":[]})", "empty", "/a");
    row("nested list", R"({"a":["x",["y"]]})", "an array", "/a/1");
    row("unknown expression", R"({"a":[{"prefx":"x"}]})", "\"prefx\" is not", "/a/0/prefx");
    row("two keys", R"({"a":[{"prefix":"x","suffix":"y"}]})", "2 keys", "/a/0");
    row("prefix of a number", R"({"a":[{"prefix":1}]})", "needs a text", "/a/0/prefix");
    row("two asterisks", R"({"a":[{"wildcard":"a**"}]})", "side by side", "/a/0/wildcard");
    row("bad escape", R"({"a":[{"wildcard":"a\\b"}]})", "backslash", "/a/0/wildcard");
    row("empty range", R"({"a":[{"numeric":[">",5,"<",1]}]})", "no number", "/a/0/numeric");
    row("upper bound first",
        R"({"a":[{"numeric":["<",5,">",1]}]})",
        "cannot stand",
        "/a/0/numeric");
    row("number as text", R"({"a":[{"numeric":["=","5"]}]})", "a string", "/a/0/numeric");
    row("too many bits", R"({"a":[{"cidr":"10.0.0.0/33"}]})", "cidr", "/a/0/cidr");
    row("mixed anything-but", R"({"a":[{"anything-but":[1,"x"]}]})", "mixes", "/a/0/anything-but");
    row("empty prefix in anything-but",
        R"({"a":[{"anything-but":{"prefix":""}}]})",
        "not empty",
        "/a/0/anything-but/prefix");
    row("anything-but null", R"({"a":[{"anything-but":null}]})", "not null", "/a/0/anything-but");
    row("exists of a text", R"({"a":[{"exists":"yes"}]})", "true or false", "/a/0/exists");
    row("one branch", R"({"$or":[{"a":[1]}]})", "one branch", "/$or");
    row("reserved in $or",
        R"({"$or":[{"a":{"prefix":["x"]}},{"b":[1]}]})",
        "reserved",
        "/$or/0/a/prefix");
    row("the same path twice", R"({"a":{"b":[1]},"a.b":[2]})", "twice", "/a.b");
    row("slash in a key", R"({"a/b~":1})", "\"a/b~\" is a number", "/a~1b~0");
}

void TestPattern::refused()
{
    QFETCH(QByteArray, json);
    QFETCH(QString, inMessage);
    QFETCH(QString, pointer);
    const auto pattern = Pattern::parse(json);
    QVERIFY(!pattern.has_value());
    QVERIFY2(pattern.error().message.contains(inMessage), qPrintable(pattern.error().message));
    QVERIFY2(!pattern.error().remedy.isEmpty(), qPrintable(pattern.error().message));
    QCOMPARE(pattern.error().detail, pointer);
}

QTEST_GUILESS_MAIN(TestPattern)
#include "tst_pattern.moc"
