#include "tests/support/randompatterns.h"

#include <algorithm>

namespace Saltern::Test {

namespace {

const QStringList paths{QStringLiteral("a"),
                        QStringLiteral("b"),
                        QStringLiteral("m.a"),
                        QStringLiteral("m.b"),
                        QStringLiteral("m.c"),
                        QStringLiteral("m.n.a"),
                        QStringLiteral("m.n.b"),
                        QStringLiteral("o.a")};
const QStringList keys{QStringLiteral("a"),
                       QStringLiteral("b"),
                       QStringLiteral("a"),
                       QStringLiteral("b"),
                       QStringLiteral("c"),
                       QStringLiteral("n"),
                       QStringLiteral("n"),
                       QStringLiteral("n.a"),
                       QStringLiteral("x")};

} // namespace

QString RandomPatterns::text()
{
    static const QStringList texts{
        QString(),
        QStringLiteral("x"),
        QStringLiteral("xy"),
        QStringLiteral("XY"),
        QStringLiteral("yx"),
        QStringLiteral("xyx"),
        QStringLiteral("x*y"),
        QStringLiteral("1"),
        QStringLiteral("stra\u00dfe"),
        QStringLiteral("STRASSE"),
        QStringLiteral("\u00e4\U0001F600"),
        QStringLiteral("\u00c4\U0001F600"),
        QStringLiteral("10.0.0.1"),
        QStringLiteral("10.1.2.3"),
        QStringLiteral("2001:db8::1"),
        QStringLiteral("2001:0db8:0:0:0:0:0:1"),
    };
    return pick(texts);
}

QJsonValue RandomPatterns::scalar()
{
    switch (below(8)) {
    case 0:
        return QJsonValue::Null;
    case 1:
        return below(2) == 0;
    case 2:
    case 3:
        return below(5) - 1;
    case 4:
        return below(4) * 0.5;
    default:
        return text();
    }
}

QJsonValue RandomPatterns::anythingBut()
{
    static const QStringList names{QStringLiteral("prefix"),
                                   QStringLiteral("suffix"),
                                   QStringLiteral("equals-ignore-case"),
                                   QStringLiteral("wildcard")};
    const bool several = below(2) == 0;
    if (below(2) == 0) {
        const bool numbers = below(2) == 0;
        QJsonArray list;
        for (int i = 0; i <= (several ? 1 : 0); ++i)
            list.append(numbers ? QJsonValue(below(4)) : QJsonValue(text()));
        return several ? QJsonValue(list) : list.first();
    }
    QJsonArray list;
    for (int i = 0; i <= (several ? 1 : 0); ++i)
        list.append(pick({QStringLiteral("x"), QStringLiteral("xy")}));
    return QJsonObject{{pick(names), several ? QJsonValue(list) : list.first()}};
}

QJsonValue RandomPatterns::expression()
{
    static const QStringList wildcards{QStringLiteral("*"),
                                       QStringLiteral("x*"),
                                       QStringLiteral("*x"),
                                       QStringLiteral("x*y"),
                                       QStringLiteral("*y*"),
                                       QStringLiteral("x\\*y"),
                                       QStringLiteral("*x*x*")};
    static const QStringList networks{QStringLiteral("10.0.0.0/8"),
                                      QStringLiteral("10.0.0.0/24"),
                                      QStringLiteral("2001:db8::/32"),
                                      QStringLiteral("::/0")};
    const int low = below(4) - 1;
    const QJsonObject folded{{QStringLiteral("equals-ignore-case"), text()}};
    switch (below(12)) {
    case 0:
        return QJsonObject{{QStringLiteral("prefix"), text()}};
    case 1:
        return QJsonObject{{QStringLiteral("suffix"), text()}};
    case 2:
        return folded;
    case 3:
        return QJsonObject{{QStringLiteral("prefix"), folded}};
    case 4:
        return QJsonObject{{QStringLiteral("suffix"), folded}};
    case 5:
        return QJsonObject{{QStringLiteral("wildcard"), pick(wildcards)}};
    case 6:
        return QJsonObject{{QStringLiteral("cidr"), pick(networks)}};
    case 7:
        return QJsonObject{{QStringLiteral("numeric"),
                            QJsonArray{below(2) ? QStringLiteral(">") : QStringLiteral(">="),
                                       low,
                                       below(2) ? QStringLiteral("<") : QStringLiteral("<="),
                                       low + 1 + below(3)}}};
    case 8:
        return QJsonObject{{QStringLiteral("numeric"),
                            QJsonArray{pick({QStringLiteral("="),
                                             QStringLiteral("<"),
                                             QStringLiteral("<="),
                                             QStringLiteral(">"),
                                             QStringLiteral(">=")}),
                                       low}}};
    case 9:
        return QJsonObject{{QStringLiteral("exists"), below(3) == 0}};
    case 10:
        return QJsonObject{{QStringLiteral("exactly"), text()}};
    default:
        return QJsonObject{{QStringLiteral("anything-but"), anythingBut()}};
    }
}

QJsonArray RandomPatterns::clause()
{
    QJsonArray clause;
    for (int i = below(3); i >= 0; --i)
        clause.append(below(2) == 0 ? scalar() : expression());
    return clause;
}

// Half of the paths are written nested, half with dots.
void RandomPatterns::addField(QJsonObject &object, const QString &path, bool nested)
{
    const qsizetype dot = nested ? path.indexOf(u'.') : -1;
    if (dot < 0) {
        object.insert(path, clause());
        return;
    }
    QJsonObject inner = object.value(path.left(dot)).toObject();
    addField(inner, path.mid(dot + 1), below(2) == 0);
    object.insert(path.left(dot), inner);
}

QJsonObject RandomPatterns::pattern()
{
    QStringList fields = paths;
    std::shuffle(fields.begin(), fields.end(), m_random);
    QJsonObject pattern;
    for (int i = below(3); i >= 0; --i)
        addField(pattern, fields.takeFirst(), below(2) == 0);
    if (below(4) == 0) {
        QJsonArray branches;
        const QString shared = fields.takeFirst();
        for (int i = 0; i < 2; ++i) {
            QJsonObject branch;
            addField(branch, below(2) == 0 ? shared : fields.takeFirst(), below(2) == 0);
            branches.append(branch);
        }
        pattern.insert(QStringLiteral("$or"), branches);
    }
    return pattern;
}

void RandomPatterns::addCommonFields(QJsonObject &pattern)
{
    static const QList<QJsonArray> types{
        {QStringLiteral("x"), QStringLiteral("xy")},
        {QStringLiteral("1"), 1, 0, true, QStringLiteral("yx")},
        {QJsonObject{{QStringLiteral("prefix"), QStringLiteral("x")}}, QJsonValue::Null}};
    static const QStringList wildcards{
        QStringLiteral("x*x"), QStringLiteral("x*y"), QStringLiteral("y*x"), QStringLiteral("1*")};
    if (below(5) > 0)
        pattern.insert(QStringLiteral("a"), types[below(static_cast<int>(types.size()))]);
    if (below(3) == 0)
        pattern.insert(QStringLiteral("m.a"),
                       QJsonArray{QJsonObject{{QStringLiteral("wildcard"), pick(wildcards)}}});
}

QJsonValue RandomPatterns::value(int depth)
{
    if (depth == 0 || below(5) == 0)
        return scalar();
    if (below(2) == 0) {
        QJsonArray array;
        for (int i = below(4); i > 0; --i)
            array.append(value(depth - 1));
        return array;
    }
    QJsonObject object;
    for (int i = 1 + below(4); i > 0; --i)
        object.insert(pick(keys), value(depth - 1));
    return object;
}

QJsonObject RandomPatterns::event()
{
    QJsonObject event{{QStringLiteral("a"), value(1)}, {QStringLiteral("m"), value(4)}};
    if (below(2) == 0)
        event.insert(QStringLiteral("b"), value(1));
    if (below(2) == 0)
        event.insert(QStringLiteral("o"), value(3));
    if (below(4) == 0)
        event.insert(QStringLiteral("m.n"), value(2));
    return event;
}

} // namespace Saltern::Test
