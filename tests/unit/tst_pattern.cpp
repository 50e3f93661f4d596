#include "engine/events/event.h"
#include "engine/events/patternexplainer.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

using namespace Saltern;

class TestPattern : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void refused_data();
    void refused();
    void depthIsBounded();
    void waysToMatchAreBounded();
    void explains_data();
    void explains();
    void explainsOneEventAfterAnother();
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

void TestPattern::depthIsBounded()
{
    const auto nested = [](int depth) {
        QByteArray json("[1]");
        for (int i = 0; i < depth; ++i)
            json = "{\"a\":" + json + "}";
        return json;
    };
    QVERIFY(Pattern::parse(nested(64)).has_value());
    const auto refused = Pattern::parse(nested(66));
    QVERIFY(!refused.has_value());
    QVERIFY2(refused.error().message.contains(u"deep"), qPrintable(refused.error().message));
}

void TestPattern::waysToMatchAreBounded()
{
    QJsonArray branches;
    for (int i = 0; i < 6; ++i)
        branches.append(QJsonObject{{QStringLiteral("f%1").arg(i), QJsonArray{1}}});
    const QJsonObject either{{QStringLiteral("$or"), branches}};
    const QJsonObject pattern{{QStringLiteral("a"), either},
                              {QStringLiteral("b"), either},
                              {QStringLiteral("c"), either},
                              {QStringLiteral("d"), either}}; // 6^4 = 1,296
    const auto refused = Pattern::fromJson(pattern);
    QVERIFY(!refused.has_value());
    QVERIFY2(refused.error().message.contains(u"1000"), qPrintable(refused.error().message));
}

void TestPattern::explains_data()
{
    QTest::addColumn<QByteArray>("clause");
    QTest::addColumn<QByteArray>("event");
    QTest::addColumn<bool>("matched");
    QTest::addColumn<QString>("sentence");
    const auto row = [](const char *name,
                        const char *clause,
                        const char *event,
                        bool matched,
                        const char *sentence) {
        QTest::newRow(name) << QByteArray(clause) << QByteArray(event) << matched
                            << QString::fromUtf8(sentence);
    };
    row("fits", R"(["x"])", R"({"a":{"b":"x"}})", true, R"(a.b is "x", which fits: "x".)");
    row("missing",
        R"([{"numeric":[">",0,"<",5]}])",
        "{}",
        false,
        "a.b is missing, but the pattern wants a number > 0 and < 5.");
    row("excluded",
        R"([{"anything-but":{"prefix":["x","y"]}}])",
        R"({"a.b":"xy"})",
        false,
        R"(a.b is "xy", but the pattern wants anything but a text that begins with "x" or "y".)");
    row("several values",
        R"([{"suffix":{"equals-ignore-case":"z"}},null])",
        R"({"a":{"b":[1,2]}})",
        false,
        R"(a.b has the values [1,2], but the pattern wants a text that ends with "z" in any case, or null.)");
    row("present",
        R"([{"exists":false}])",
        R"({"a":{"b":null}})",
        false,
        "a.b is null, but the pattern wants no value.");
}

void TestPattern::explains()
{
    QFETCH(QByteArray, clause);
    QFETCH(QByteArray, event);
    QFETCH(bool, matched);
    QFETCH(QString, sentence);
    const auto pattern = Pattern::parse(R"({"a":{"b":)" + clause + "}}");
    QVERIFY(pattern.has_value());
    const auto verdicts = explainPattern(*pattern, QJsonDocument::fromJson(event).object());
    QCOMPARE(verdicts.size(), std::size_t{1});
    QCOMPARE(verdicts.front().sentence, sentence);
    QCOMPARE(verdicts.front().matched, matched);
    QCOMPARE(verdicts.front().pointer, QStringLiteral("/a/b"));
    QCOMPARE(verdicts.front().clause, QString::fromUtf8(clause));
}

void TestPattern::explainsOneEventAfterAnother()
{
    const auto pattern = Pattern::parse(R"({"data":{"n":[{"numeric":[">",1]}],"gone":["x"]}})");
    QVERIFY(pattern.has_value());
    PatternExplainer explainer(*pattern);
    const auto event = [](const QByteArray &data) {
        return Event::makeRaw({.id = QStringLiteral("1"), .type = QStringLiteral("a/b")}, data);
    };
    for (const char *data : {R"({"n":[1,2],"gone":"x"})", R"({"n":0})", R"({"n":3})", "{}"}) {
        const Event seen = event(data);
        const auto verdicts = explainer.explain(seen.json());
        const auto alone = explainPattern(*pattern, seen.object());
        QCOMPARE(verdicts.size(), std::size_t{2});
        for (std::size_t i = 0; i < verdicts.size(); ++i) {
            QCOMPARE(verdicts[i].sentence, alone[i].sentence);
            QCOMPARE(verdicts[i].seen, alone[i].seen);
            QCOMPARE(verdicts[i].matched, alone[i].matched);
        }
    }
    QByteArray broken("{\"data\":");
    broken.reserve(broken.size() + 64);
    QVERIFY(explainer.explain(broken).empty());
}

QTEST_GUILESS_MAIN(TestPattern)
#include "tst_pattern.moc"
