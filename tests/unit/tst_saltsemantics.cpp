// The exported Python decides and renders exactly as Saltern does: the same input to both.

#include "engine/events/event.h"
#include "engine/events/matcher.h"
#include "engine/events/template.h"
#include "engine/nodes/emittedtype.h"
#include "engine/pipeline/target.h"
#include "engine/pipeline/targetjson.h"
#include "tests/unit/saltpython.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QRandomGenerator>
#include <QTest>

using namespace Saltern;

namespace {

// Small worlds: few names and values, so that about half of the pairs match.
class Dice
{
public:
    explicit Dice(quint32 seed) : m_generator(seed) {}

    int below(int most) { return static_cast<int>(m_generator.bounded(most)); }
    template<typename T>
    const T &one(const QList<T> &of)
    {
        return of.at(below(static_cast<int>(of.size())));
    }

    QJsonValue scalar()
    {
        static const QList<QJsonValue> values{QStringLiteral("web-1"),
                                              QStringLiteral("web"),
                                              QStringLiteral("WEB-1"),
                                              QStringLiteral("db"),
                                              QStringLiteral("a*b"),
                                              QStringLiteral("a\\b"),
                                              QStringLiteral(""),
                                              QStringLiteral("1"),
                                              QString::fromUtf8("stra\xc3\x9f"
                                                                "e"),
                                              QStringLiteral("STRASSE"),
                                              QStringLiteral("10.0.0.7"),
                                              QStringLiteral("10.1.2.3"),
                                              QStringLiteral("2001:db8::1"),
                                              QStringLiteral("::ffff:10.0.0.7"),
                                              QStringLiteral("010.0.0.7"),
                                              QString::fromUtf8("\xf0\x9f\x98\x80"),
                                              0,
                                              1,
                                              -1,
                                              1.5,
                                              100,
                                              1e3,
                                              9007199254740993LL,
                                              true,
                                              false,
                                              QJsonValue::Null};
        return one(values);
    }
    QString text()
    {
        QJsonValue value = scalar();
        while (!value.isString())
            value = scalar();
        return value.toString();
    }
    QString name()
    {
        static const QList<QString> names{
            QStringLiteral("a"), QStringLiteral("b"), QStringLiteral("c"), QStringLiteral("a.b")};
        return one(names);
    }

    QJsonValue content(int depth)
    {
        const int kind = below(depth > 0 ? 5 : 2);
        if (kind < 2)
            return scalar();
        if (kind == 2) {
            QJsonArray array;
            for (int i = below(4); i > 0; --i)
                array.append(content(depth - 1));
            return array;
        }
        return object(depth - 1);
    }
    QJsonObject object(int depth)
    {
        QJsonObject object;
        for (int i = 1 + below(3); i > 0; --i)
            object.insert(name(), content(depth));
        return object;
    }

    QJsonValue affix()
    {
        const QString whole = text();
        const QString part = whole.left(below(static_cast<int>(whole.size()) + 1));
        if (below(3) == 0 && !part.isEmpty())
            return QJsonObject{{QStringLiteral("equals-ignore-case"), part}};
        return part.isEmpty() ? whole + QStringLiteral("x") : part;
    }
    QJsonValue clause()
    {
        static const QList<QString> networks{QStringLiteral("10.0.0.0/24"),
                                             QStringLiteral("10.0.0.7/8"),
                                             QStringLiteral("2001:db8::/32"),
                                             QStringLiteral("0.0.0.0/0"),
                                             QStringLiteral("::/0"),
                                             QStringLiteral("10.0.0.7/32")};
        static const QList<QString> wildcards{QStringLiteral("web*"),
                                              QStringLiteral("*-1"),
                                              QStringLiteral("*"),
                                              QStringLiteral("w*b*1"),
                                              QStringLiteral("a\\*b"),
                                              QStringLiteral("a\\\\b"),
                                              QStringLiteral("*e*")};
        const auto clauseOf = [](const char *operation, const QJsonValue &operand) {
            return QJsonObject{{QLatin1StringView(operation), operand}};
        };
        switch (below(11)) {
        case 0:
        case 1:
            return scalar();
        case 2:
            return clauseOf("prefix", affix());
        case 3:
            return clauseOf("suffix", affix());
        case 4:
            return clauseOf("equals-ignore-case", text());
        case 5:
            return clauseOf("wildcard", one(wildcards));
        case 6:
            return clauseOf("exists", below(2) == 0);
        case 7:
            return clauseOf("cidr", one(networks));
        case 8:
            return clauseOf("numeric",
                            below(2) == 0
                                ? QJsonArray{QStringLiteral(">="), below(3) - 1}
                                : QJsonArray{QStringLiteral(">"), -1, QStringLiteral("<"), 101});
        default:
            return clauseOf("anything-but", excluded(one(networks), one(wildcards)));
        }
    }
    QJsonValue excluded(const QString &, const QString &wildcard)
    {
        switch (below(6)) {
        case 0:
            return text();
        case 1:
            return QJsonArray{text(), text()};
        case 2:
            return QJsonArray{1, 100};
        case 3:
            return QJsonObject{{QStringLiteral("prefix"), QString(text() + u'x')}};
        case 4:
            return QJsonObject{{QStringLiteral("wildcard"), wildcard}};
        default:
            return QJsonObject{{QStringLiteral("equals-ignore-case"), QJsonArray{text(), text()}}};
        }
    }
    QJsonObject pattern(int depth)
    {
        QJsonObject pattern;
        for (int i = 1 + below(2); i > 0; --i) {
            QJsonArray clauses;
            for (int j = 1 + below(2); j > 0; --j)
                clauses.append(clause());
            pattern.insert(name(),
                           depth > 0 && below(2) == 0 ? QJsonValue(this->pattern(depth - 1))
                                                      : QJsonValue(clauses));
        }
        if (below(6) == 0)
            pattern.insert(QStringLiteral("$or"), QJsonArray{this->pattern(0), this->pattern(0)});
        return pattern;
    }

    // A pattern that speaks of something the event has, so that enough pairs match.
    QJsonObject patternAbout(const QJsonObject &object)
    {
        const QString key = one(object.keys());
        QJsonValue value = object.value(key);
        while (value.isArray() && !value.toArray().isEmpty())
            value = value.toArray().at(below(static_cast<int>(value.toArray().size())));
        if (value.isObject())
            return {{key, patternAbout(value.toObject())}};
        QJsonArray clauses{value.isArray() ? scalar() : value};
        if (below(2) == 0)
            clauses.append(clause());
        return {{key, clauses}};
    }
    QJsonObject patternFor(const QJsonObject &object)
    {
        QJsonObject pattern = below(2) == 0 ? this->pattern(2) : patternAbout(object);
        const QJsonObject more = patternAbout(object);
        if (below(2) == 0 && !pattern.contains(more.begin().key()))
            pattern.insert(more.begin().key(), more.begin().value());
        return pattern;
    }

private:
    QRandomGenerator m_generator;
};

class FixedScope final : public TemplateScope
{
public:
    explicit FixedScope(QJsonObject event) : m_event(std::move(event)) {}

    std::optional<QJsonValue> root(const QString &name) const override
    {
        return name == QLatin1StringView("event") ? std::optional<QJsonValue>(m_event)
                                                  : std::nullopt;
    }
    Result<QString> secret(const QString &) const override { return QStringLiteral("hush"); }

private:
    QJsonObject m_event;
};

QJsonObject templateEvent()
{
    return {{QStringLiteral("text"),
             QString::fromUtf8("  a Web-1 (stra\xc3\x9f"
                               "e) \xf0\x9f\x98\x80 {{ x }} ")},
            {QStringLiteral("empty"), QString()},
            {QStringLiteral("whole"), 42},
            {QStringLiteral("big"), 9007199254740993LL},
            {QStringLiteral("real"), 2.50},
            {QStringLiteral("tiny"), 1e-7},
            {QStringLiteral("huge"), 1e22},
            {QStringLiteral("spelled"), QStringLiteral(" 12.75 ")},
            {QStringLiteral("yes"), true},
            {QStringLiteral("null"), QJsonValue::Null},
            {QStringLiteral("list"), QJsonArray{3, QStringLiteral("a"), 3, QJsonValue::Null, 1.5}},
            {QStringLiteral("none"), QJsonArray{}},
            {QStringLiteral("dotted"),
             QJsonObject{{QStringLiteral("a"), QJsonObject{{QStringLiteral("b"), 1}}},
                         {QStringLiteral("a.b"), QStringLiteral("long")},
                         {QStringLiteral("a b"), QStringLiteral("bracket")}}}};
}

} // namespace

class tst_SaltSemantics : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void patterns();
    void templates_data();
    void templates();
    void targets();
    void emittedTypes();
};

void tst_SaltSemantics::patterns()
{
    constexpr int wanted = 4000;
    Dice dice(20'240'117);
    QJsonArray cases;
    QList<bool> decided;
    while (cases.size() < wanted) {
        const QJsonObject data = dice.object(3);
        const QJsonObject written = dice.patternFor(data);
        const auto pattern = Pattern::fromJson(written);
        if (!pattern)
            continue; // the dice also make patterns that are refused
        QByteArray bytes = QJsonDocument(data).toJson(QJsonDocument::Compact);
        bytes.reserve(bytes.size() + 64);
        Matcher matcher({{1, *pattern}});
        std::vector<quint32> matches;
        const auto matched = matcher.match(bytes, matches);
        QVERIFY2(matched.has_value(), bytes);
        cases.append(QJsonArray{written, data});
        decided += !matches.empty();
    }
    const QJsonArray answers =
        saltPython("import saltern_pattern\n"
                   "print(json.dumps([saltern_pattern.matches(p, e) for p, e in cases]))\n",
                   cases);
    QCOMPARE(answers.size(), qsizetype(wanted));
    for (int i = 0; i < wanted; ++i) {
        if (answers.at(i).toBool() == decided.at(i))
            continue;
        const QByteArray shown =
            QJsonDocument(cases.at(i).toArray()).toJson(QJsonDocument::Compact);
        QFAIL(qPrintable(
            QStringLiteral("Saltern says %1: %2")
                .arg(decided.at(i) ? QStringLiteral("match") : QStringLiteral("no match"),
                     QString::fromUtf8(shown))));
    }
    // Neither side may simply always say the same.
    QVERIFY(decided.count(true) > wanted / 10);
    QVERIFY(decided.count(false) > wanted / 10);
}

void tst_SaltSemantics::templates_data()
{
    QTest::addColumn<QStringList>("texts");
    const QStringList values{QStringLiteral("text"),
                             QStringLiteral("empty"),
                             QStringLiteral("whole"),
                             QStringLiteral("big"),
                             QStringLiteral("real"),
                             QStringLiteral("tiny"),
                             QStringLiteral("huge"),
                             QStringLiteral("spelled"),
                             QStringLiteral("yes"),
                             QStringLiteral("null"),
                             QStringLiteral("list"),
                             QStringLiteral("none"),
                             QStringLiteral("dotted"),
                             QStringLiteral("missing")};
    const auto forAll = [&](const QString &shape) {
        QStringList texts;
        for (const QString &value : values)
            texts += shape.arg(QStringLiteral("event.") + value);
        return texts;
    };
    QTest::newRow("alone") << forAll(QStringLiteral("{{ %1 }}"));
    QTest::newRow("in text") << forAll(QStringLiteral("<{{ %1 }}>"));
    QTest::newRow("default") << forAll(QStringLiteral("{{ %1 | default('x') }}"));
    QTest::newRow("default for empty") << forAll(QStringLiteral("{{%1|d(7,true)}}"));
    const QStringList filters = Template::filterNames();
    for (const QString &filter : filters)
        QTest::newRow(qPrintable(QStringLiteral("filter ") + filter))
            << forAll(QStringLiteral("{{ %1 | ") + filter + QStringLiteral(" }}"));
    QTest::newRow("int or") << forAll(QStringLiteral("{{ %1 | int(-1) }}"));
    QTest::newRow("float or") << forAll(QStringLiteral("{{ %1 | float(0.5) }}"));
    QTest::newRow("round to 1") << forAll(QStringLiteral("{{ %1 | round(1, 'floor') }}"));
    QTest::newRow("round up") << forAll(QStringLiteral("{{ %1 | round(0, 'ceil') }}"));
    QTest::newRow("join") << forAll(QStringLiteral("{{ %1 | join(', ') }}"));
    QTest::newRow("replace") << forAll(QStringLiteral("{{ %1 | replace('a', \"\\\"\\n\") }}"));
    QTest::newRow("truncate") << forAll(QStringLiteral("{{ %1 | truncate(9) }}"));
    QTest::newRow("truncate hard") << forAll(QStringLiteral("{{ %1 | truncate(6, true, '!') }}"));
    QTest::newRow("chains") << forAll(QStringLiteral("{{ %1 | string | upper | trim | length }}"));
    QTest::newRow("paths") << QStringList{QStringLiteral("{{ event.dotted.a.b }}"),
                                          QStringLiteral("{{ event.dotted['a'].b }}"),
                                          QStringLiteral("{{ event.dotted['a b'] }}"),
                                          QStringLiteral("{{ event.dotted.a['b'] }}"),
                                          QStringLiteral("{{ event.list[0] }}"),
                                          QStringLiteral("{{ event.list[-1] }}"),
                                          QStringLiteral("{{ event.list[9] }}"),
                                          QStringLiteral("{{ event.list.1 }}"),
                                          QStringLiteral("{{ event.text.x }}"),
                                          QStringLiteral("{{ other.x | default(event.whole) }}")};
    QTest::newRow("literals") << QStringList{
        QStringLiteral("{{ 'a' }}{{ 1 }}{{ 2.50 }}{{ true }}{{ None }}"),
        QStringLiteral("{{ '{{ event.whole }}' }}"),
        QStringLiteral("{{ -3 | abs }}"),
        QStringLiteral("{{ secret.X }}!"),
        QStringLiteral("}} plain { text }"),
        QString()};
}

void tst_SaltSemantics::templates()
{
    QFETCH(QStringList, texts);
    const QJsonObject event = templateEvent();
    QJsonArray cases;
    QJsonArray expected;
    for (const QString &text : texts) {
        const auto parsed = Template::parse(text);
        if (!parsed)
            continue; // a filter that needs arguments; such documents do not get this far
        const auto value = parsed->render(FixedScope(event));
        // An answer is a list of one value; an error is an empty list.
        cases.append(QJsonArray{text, event});
        expected.append(value ? QJsonArray{*value} : QJsonArray{});
    }
    const QJsonArray answers =
        saltPython("import saltern_template as t\n"
                   "def one(text, event):\n"
                   "    roots = {'event': event, 'secret': lambda name: 'hush'}\n"
                   "    try:\n"
                   "        return [t.render(text, lambda n: roots.get(n, t.MISSING))]\n"
                   "    except t.TemplateError:\n"
                   "        return []\n"
                   "print(json.dumps([one(text, event) for text, event in cases]))\n",
                   cases);
    QCOMPARE(answers.size(), expected.size());
    for (qsizetype i = 0; i < expected.size(); ++i) {
        const QByteArray wanted =
            QJsonDocument(expected.at(i).toArray()).toJson(QJsonDocument::Compact);
        const QByteArray got =
            QJsonDocument(answers.at(i).toArray()).toJson(QJsonDocument::Compact);
        const QByteArray shown = cases.at(i).toArray().at(0).toString().toUtf8() +
                                 "\n  Saltern: " + wanted + "\n  Python:  " + got;
        QVERIFY2(got == wanted, shown);
    }
}

void tst_SaltSemantics::targets()
{
    const QStringList texts{QStringLiteral("*"),
                            QStringLiteral("web*"),
                            QStringLiteral("web-?, db[!1-3]"),
                            QStringLiteral("L@web-1,db1"),
                            QStringLiteral("E@web-[0-9]+"),
                            QStringLiteral("E@(web|db).*"),
                            QStringLiteral("G@zone:edge"),
                            QStringLiteral("G@zone:*"),
                            QStringLiteral("G@zone:ED* or G@a.b/c:[x-z]"),
                            QStringLiteral("web* and G@zone:edge and not L@web-2"),
                            QStringLiteral("not ( web* or not G@zone:edge ) and *")};
    const QStringList names{QStringLiteral("web-1"),
                            QStringLiteral("web-2"),
                            QStringLiteral("web-12"),
                            QStringLiteral("WEB-1"),
                            QStringLiteral("db1"),
                            QStringLiteral("db9"),
                            QStringLiteral("old-web-1")};
    const QList<QHash<QString, QString>> labels{{},
                                                {{QStringLiteral("zone"), QStringLiteral("edge")}},
                                                {{QStringLiteral("zone"), QStringLiteral("Edge:1")},
                                                 {QStringLiteral("a.b/c"), QStringLiteral("y")}}};
    QJsonArray cases;
    QList<bool> decided;
    for (const QString &text : texts) {
        const auto target = Target::parse(text);
        const auto tree = targetJson(text);
        QVERIFY2(target.has_value() && tree.has_value(), qPrintable(text));
        for (const QString &name : names) {
            for (const auto &of : labels) {
                QJsonObject written;
                for (auto label = of.begin(); label != of.end(); ++label)
                    written.insert(label.key(), label.value());
                cases.append(QJsonArray{*tree, name, written});
                decided += target->matches({name, of});
            }
        }
    }
    const QJsonArray answers = saltPython(
        "print(json.dumps([tools['saltern_target.picks'](*case) for case in cases]))\n", cases);
    QCOMPARE(answers.size(), cases.size());
    for (qsizetype i = 0; i < answers.size(); ++i)
        QVERIFY2(answers.at(i).toBool() == decided.at(i),
                 QJsonDocument(cases.at(i).toArray()).toJson(QJsonDocument::Compact));
    QVERIFY(decided.count(true) > 50 && decided.count(false) > 50);
}

// What a template makes of the type of an event.
void tst_SaltSemantics::emittedTypes()
{
    QStringList types{QStringLiteral("shop/order/paid"),
                      QStringLiteral("a@b+c:d%e"),
                      QString(),
                      QStringLiteral("/x"),
                      QStringLiteral("docker/container/die"),
                      QStringLiteral("dockers/x"),
                      QStringLiteral("saltern"),
                      QStringLiteral("x").repeated(255),
                      QStringLiteral("x").repeated(256),
                      QStringLiteral(" a  b ")};
    for (char16_t c = 0; c < 0x3001; c += c < 0x100 || c >= 0x2000 ? 1 : 0x100)
        types += QStringLiteral("a") + QChar(c) + QStringLiteral("b");
    QJsonArray cases;
    QStringList expected;
    for (const QString &type : std::as_const(types)) {
        cases.append(type);
        const auto valid = checkEmittedType(type);
        expected += valid ? QString() : valid.error().message + u'|' + valid.error().remedy;
    }
    const QJsonArray answers = saltPython(
        "print(json.dumps([tools['saltern_flow.emit_fault']({'type': case}) for case in cases]))\n",
        cases);
    QCOMPARE(answers.size(), cases.size());
    for (qsizetype i = 0; i < answers.size(); ++i) {
        const QString message = answers.at(i)[0].toString();
        QCOMPARE(message.isEmpty() ? QString() : message + u'|' + answers.at(i)[1].toString(),
                 expected.at(i));
    }
}

QTEST_GUILESS_MAIN(tst_SaltSemantics)
#include "tst_saltsemantics.moc"
