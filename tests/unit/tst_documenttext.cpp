#include "engine/pipeline/documenttext.h"
#include "engine/pipeline/yamldocument.h"
#include "engine/pipeline/yamlwriter.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRandomGenerator>
#include <QTest>

using namespace Saltern;

namespace {

const QByteArray handWritten = R"(# A pipeline that a person wrote.
saltern: 1
pipeline: self-heal   # the file's name

title: "Restart what crashes"
nodes:
  # first comes the trigger
  died:
    kind: docker.event@1
    match:
      data.container.exitCode: [{ anything-but: 0 }]   # a crash
      data.container.requested:
        - false
    note: |
      Two lines,
      # not a comment

  diagnose: {kind: function@1, retry: { max: 3, backoff: 'exponential', first: 1s }}

  # the last one
  page:
    kind: notify@1
    text: "{{ event.data.container.name }} it's \"down\""
    headers:
wires:
- died -> diagnose   # always
- diagnose.error -> page
tests:
  - name: one crash
    expect: { page: { calls: 0 } }
)";

QJsonValue json(const char *text)
{
    return QJsonDocument::fromJson('[' + QByteArray(text) + ']').array().first();
}

// The model of what an edit means, on plain JSON.
QJsonValue edited(const QJsonValue &value, const QStringList &parts, const QJsonValue &wanted)
{
    if (parts.isEmpty())
        return wanted;
    const QString &part = parts.first();
    if (value.isArray()) {
        QJsonArray array = value.toArray();
        if (part == QLatin1StringView("-"))
            array.append(wanted);
        else if (parts.size() == 1 && wanted.isUndefined())
            array.removeAt(part.toInt());
        else
            array.replace(part.toInt(), edited(array.at(part.toInt()), parts.mid(1), wanted));
        return array;
    }
    QJsonObject object = value.toObject();
    if (parts.size() == 1 && wanted.isUndefined())
        object.remove(part);
    else
        object.insert(part, edited(object.value(part), parts.mid(1), wanted));
    return object;
}

void collect(const QJsonValue &value, const QString &pointer, QStringList &pointers)
{
    const auto child = [&](const QJsonValue &inner, QString key) {
        key.replace(u'~', QLatin1StringView("~0")).replace(u'/', QLatin1StringView("~1"));
        pointers += pointer + u'/' + key;
        collect(inner, pointers.last(), pointers);
    };
    if (value.isObject()) {
        const QJsonObject object = value.toObject();
        for (auto entry = object.begin(); entry != object.end(); ++entry)
            child(entry.value(), entry.key());
    } else if (value.isArray()) {
        const QJsonArray array = value.toArray();
        for (qsizetype i = 0; i < array.size(); ++i)
            child(array.at(i), QString::number(i));
    }
}

QJsonValue randomValue(QRandomGenerator &random, int depth = 0)
{
    static const QStringList texts{QStringLiteral("plain"),
                                   QStringLiteral("yes"),
                                   QStringLiteral("10"),
                                   QStringLiteral("a: b"),
                                   QStringLiteral("#x"),
                                   QStringLiteral("two\nlines\n"),
                                   QStringLiteral("no end\nhere"),
                                   QStringLiteral(" lead"),
                                   QStringLiteral("trail "),
                                   QString(),
                                   QStringLiteral("it's \"quoted\" \\ here"),
                                   QStringLiteral("{{ event.id }}"),
                                   QStringLiteral("- dash"),
                                   QStringLiteral("\u00e4\U0001F600"),
                                   QStringLiteral("a,b]}"),
                                   QStringLiteral("tab\there"),
                                   QStringLiteral("nel\u0085end"),
                                   QStringLiteral("1:30"),
                                   QStringLiteral("\nfirst empty"),
                                   QStringLiteral("x\n\n"),
                                   QStringLiteral("a\n  b\n c"),
                                   QStringLiteral("?q"),
                                   QStringLiteral("null"),
                                   QStringLiteral("0x1f"),
                                   QStringLiteral("=")};
    switch (random.bounded(depth > 2 ? 4 : 6)) {
    case 0:
        return random.bounded(1000);
    case 1:
        return random.bounded(2) == 1;
    case 2:
    case 3:
        return texts.at(random.bounded(static_cast<int>(texts.size())));
    case 4: {
        QJsonArray array;
        for (int i = random.bounded(4); i > 0; --i)
            array.append(randomValue(random, depth + 1));
        return array;
    }
    default: {
        QJsonObject object;
        for (int i = random.bounded(4); i > 0; --i)
            object.insert(QStringLiteral("k%1 x").arg(random.bounded(9)),
                          randomValue(random, depth + 1));
        return object;
    }
    }
}

// A new key goes into mappings only.
bool crossesList(QJsonValue value, const QStringList &parts)
{
    for (const QString &part : parts) {
        bool isIndex = false;
        part.toUInt(&isIndex);
        if (value.isArray() && !isIndex)
            return true;
        value = value.isArray() ? value.toArray().at(part.toInt()) : value.toObject().value(part);
    }
    return false;
}

QByteArray show(const QJsonValue &value)
{
    return QJsonDocument(QJsonArray{value}).toJson(QJsonDocument::Compact);
}

} // namespace

class TestDocumentText : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void oneChangeIsOneLine_data();
    void oneChangeIsOneLine();
    void valuesSurviveWriting();
    void randomEditsMeanWhatTheySay_data();
    void randomEditsMeanWhatTheySay();
    void rawComesBackUnchanged();
    void faultsAreRefused();
};

void TestDocumentText::oneChangeIsOneLine_data()
{
    QTest::addColumn<QString>("pointer");
    QTest::addColumn<QJsonValue>("value");
    QTest::addColumn<QByteArray>("before");
    QTest::addColumn<QByteArray>("after");
    const QJsonValue gone(QJsonValue::Undefined);
    const auto row = [](const char *name,
                        const char *pointer,
                        const QJsonValue &value,
                        const char *before,
                        const char *after) {
        QTest::newRow(name) << QString::fromUtf8(pointer) << value << QByteArray(before)
                            << QByteArray(after);
    };
    row("plain scalar keeps its comment",
        "/pipeline",
        json("\"other\""),
        "pipeline: self-heal   # the",
        "pipeline: other   # the");
    row("quoted scalar", "/title", json("\"New\""), "\"Restart what crashes\"", "New");
    row("inside brackets", "/nodes/diagnose/retry/max", json("5"), "max: 3", "max: 5");
    row("quoted inside brackets",
        "/nodes/diagnose/retry/backoff",
        json("\"fixed\""),
        "'exponential'",
        "fixed");
    row("added inside brackets",
        "/nodes/diagnose/timeout",
        json("\"10s\""),
        "first: 1s }}",
        "first: 1s }, timeout: \"10s\"}");
    row("added to a block",
        "/nodes/page/preset",
        json("\"slack\""),
        "    headers:\n",
        "    headers:\n    preset: slack\n");
    row("null gets a value",
        "/nodes/page/headers",
        json("{\"a\":\"b\"}"),
        "    headers:\n",
        "    headers: { a: b }\n");
    row("appended to a list",
        "/wires/-",
        json("\"a -> b\""),
        "- diagnose.error -> page\n",
        "- diagnose.error -> page\n- a -> b\n");
    row("item", "/wires/0", json("\"x\""), "- died -> diagnose   # always", "- x   # always");
    row("block text is replaced",
        "/nodes/died/note",
        json("\"one\""),
        "    note: |\n      Two lines,\n      # not a comment\n",
        "    note: one\n");
    row("item removed with its comment", "/wires/0", gone, "- died -> diagnose   # always\n", "");
    row("node removed with its comment",
        "/nodes/page",
        gone,
        "  # the last one\n  page:\n    kind: notify@1\n    text: \"{{ event.data.container.name "
        "}} it's \\\"down\\\"\"\n    headers:\n",
        "");
    row("last child leaves brackets",
        "/nodes/died/match/data.container.requested/0",
        gone,
        "data.container.requested:\n        - false",
        "data.container.requested: []");
}

void TestDocumentText::oneChangeIsOneLine()
{
    QFETCH(QString, pointer);
    QFETCH(QJsonValue, value);
    QFETCH(QByteArray, before);
    QFETCH(QByteArray, after);
    QCOMPARE(handWritten.count(before), 1);
    const auto text = value.isUndefined() ? DocumentText::remove(handWritten, pointer)
                                          : DocumentText::set(handWritten, pointer, value);
    QVERIFY(text.has_value());
    QByteArray expected = handWritten;
    expected.replace(before, after);
    QCOMPARE(*text, expected);
}

void TestDocumentText::valuesSurviveWriting()
{
    QRandomGenerator random(7);
    for (int i = 0; i < 2000; ++i) {
        const QJsonValue value = randomValue(random);
        const QByteArray text = "key:" + writeYamlValue(value, 0) + '\n';
        const YamlDocument read = readYaml(text);
        QVERIFY2(read.problems.isEmpty(), text.constData());
        QVERIFY2(read.value.toObject().value(QLatin1StringView("key")) == value,
                 QByteArray(text + show(value)).constData());
    }
}

void TestDocumentText::randomEditsMeanWhatTheySay_data()
{
    QTest::addColumn<QByteArray>("start");
    QTest::newRow("hand written") << handWritten;
    QByteArray windows = handWritten;
    windows.replace("\n", "\r\n");
    QTest::newRow("Windows line ends") << windows;
    QTest::newRow("no last line end") << handWritten.trimmed();
    QTest::newRow("empty parts") << QByteArray("saltern: 1\npipeline: x\nnodes: {}\nwires: []\n");
}

void TestDocumentText::randomEditsMeanWhatTheySay()
{
    QFETCH(QByteArray, start);
    for (quint32 seed = 1; seed <= 24; ++seed) {
        QRandomGenerator random(seed);
        QByteArray text = start;
        for (int step = 0; step < 25; ++step) {
            const QJsonValue before = readYaml(text).value;
            QStringList pointers{QStringLiteral("/new"), QStringLiteral("/nodes/n%1").arg(step)};
            collect(before, {}, pointers);
            QString pointer = pointers.at(random.bounded(static_cast<int>(pointers.size())));
            const bool removes = random.bounded(3) == 0 && pointers.indexOf(pointer) > 1;
            if (!removes && random.bounded(3) == 0)
                pointer += QStringLiteral("/deep");
            QStringList parts = pointer.split(u'/').mid(1);
            for (QString &part : parts)
                part.replace(QLatin1StringView("~1"), QLatin1StringView("/"))
                    .replace(QLatin1StringView("~0"), QLatin1StringView("~"));
            if (crossesList(before, parts))
                continue;
            const QJsonValue value =
                removes ? QJsonValue(QJsonValue::Undefined) : randomValue(random);
            const auto after = removes ? DocumentText::remove(text, pointer)
                                       : DocumentText::set(text, pointer, value);
            const QByteArray context = "seed " + QByteArray::number(seed) + " step " +
                                       QByteArray::number(step) + ' ' + pointer.toUtf8() + " = " +
                                       show(value) + "\n--- before\n" + text + "\n--- after\n" +
                                       after.value_or(QByteArray());
            QVERIFY2(after.has_value(), context.constData());
            const YamlDocument read = readYaml(*after);
            QVERIFY2(read.problems.isEmpty(), context.constData());
            QVERIFY2(read.value == edited(before, parts, value), context.constData());
            text = *after;
        }
    }
}

void TestDocumentText::rawComesBackUnchanged()
{
    for (const char *node : {"died", "page"}) {
        const QString pointer = QStringLiteral("/nodes/") + QLatin1StringView(node);
        const auto raw = DocumentText::raw(handWritten, pointer);
        QVERIFY(raw.has_value());
        QVERIFY(raw->startsWith("kind: "));
        QCOMPARE(DocumentText::setRaw(handWritten, pointer, *raw).value(), handWritten);
    }
}

void TestDocumentText::faultsAreRefused()
{
    QVERIFY(!DocumentText::set("a: [", QStringLiteral("/a"), 1));
    QVERIFY(!DocumentText::set(handWritten, QStringLiteral("/wires/7"), 1));
    QVERIFY(!DocumentText::set(handWritten, QStringLiteral("/wires/key"), 1));
    QVERIFY(!DocumentText::remove(handWritten, QStringLiteral("/nodes/nobody")));
    QVERIFY(!DocumentText::renameKey(handWritten, QStringLiteral("/nodes/nobody"), {}));
    QVERIFY(!DocumentText::setRaw(handWritten, QStringLiteral("/nodes/died"), "kind: [\n"));
}

QTEST_GUILESS_MAIN(TestDocumentText)
#include "tst_documenttext.moc"
