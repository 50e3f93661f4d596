#include "tests/bench/matchingworkload.h"

#include "engine/events/event.h"

#include <QJsonArray>

#include <random>

namespace Saltern::Bench {

namespace {

constexpr int names = 500;
constexpr int images = 40;
const QStringList actions{QStringLiteral("create"),
                          QStringLiteral("start"),
                          QStringLiteral("die"),
                          QStringLiteral("stop"),
                          QStringLiteral("kill"),
                          QStringLiteral("destroy"),
                          QStringLiteral("exec_create"),
                          QStringLiteral("health_status")};
const QStringList services{QStringLiteral("web"),
                           QStringLiteral("api"),
                           QStringLiteral("db"),
                           QStringLiteral("cache"),
                           QStringLiteral("worker")};

class Draw
{
public:
    explicit Draw(unsigned seed) : m_random(seed) {}
    int below(int limit) { return static_cast<int>(m_random() % static_cast<unsigned>(limit)); }
    QString action() { return actions[below(static_cast<int>(actions.size()))]; }
    QString service() { return services[below(static_cast<int>(services.size()))]; }
    QString name()
    {
        return service() + QStringLiteral("-%1").arg(below(names), 3, 10, QChar(u'0'));
    }
    QString image()
    {
        const int number = below(images);
        return QStringLiteral("registry.example/%1:%2.%3")
            .arg(services[number % 5])
            .arg(number / 5)
            .arg(number % 3);
    }

private:
    std::minstd_rand m_random;
};

QJsonArray one(const QString &expression, const QString &operand)
{
    return {QJsonObject{{expression, operand}}};
}

QJsonArray one(const QString &expression, const QJsonArray &operand)
{
    return {QJsonObject{{expression, operand}}};
}

void addClause(QJsonObject &pattern, Draw &draw)
{
    const QString name = QStringLiteral("data.container.name");
    const QString image = QStringLiteral("data.container.image");
    const QString exitCode = QStringLiteral("data.container.exitCode");
    switch (draw.below(12)) {
    case 0:
    case 1:
    case 2:
        pattern.insert(name, QJsonArray{draw.name(), draw.name()});
        break;
    case 3:
        pattern.insert(name, one(QStringLiteral("prefix"), draw.name().chopped(1)));
        break;
    case 4:
        pattern.insert(image,
                       one(QStringLiteral("suffix"),
                           QStringLiteral("/%1:%2.%3")
                               .arg(draw.service())
                               .arg(draw.below(8))
                               .arg(draw.below(3))));
        break;
    case 5:
        pattern.insert(name, one(QStringLiteral("equals-ignore-case"), draw.name().toUpper()));
        break;
    case 6:
        pattern.insert(name,
                       one(QStringLiteral("wildcard"),
                           draw.service() + QStringLiteral("*%1").arg(draw.below(100))));
        break;
    case 7:
        pattern.insert(exitCode, one(QStringLiteral("anything-but"), QJsonArray{0, 143}));
        break;
    case 8:
        pattern.insert(exitCode,
                       one(QStringLiteral("numeric"),
                           QJsonArray{QStringLiteral(">="),
                                      draw.below(200),
                                      QStringLiteral("<"),
                                      200 + draw.below(56)}));
        break;
    case 9:
        pattern.insert(
            QStringLiteral("data.container.address"),
            one(QStringLiteral("cidr"), QStringLiteral("10.%1.0.0/16").arg(draw.below(256))));
        break;
    case 10:
        pattern.insert(QStringLiteral("data.container.compose.service"),
                       QJsonArray{draw.service()});
        break;
    default:
        pattern.insert(QStringLiteral("data.container.signal"),
                       QJsonArray{QJsonObject{{QStringLiteral("exists"), draw.below(2) == 0}}});
        break;
    }
}

} // namespace

QList<QByteArray> containerEvents(int count)
{
    Draw draw(1);
    QList<QByteArray> events;
    for (int i = 0; i < count; ++i) {
        const QString action = draw.action();
        const QString name = draw.name();
        QJsonObject container{
            {QStringLiteral("id"), QStringLiteral("%1c0ffee").arg(i, 20, 16, QChar(u'0'))},
            {QStringLiteral("name"), name},
            {QStringLiteral("image"), draw.image()},
            {QStringLiteral("address"),
             QStringLiteral("10.%1.%2.%3")
                 .arg(draw.below(256))
                 .arg(draw.below(256))
                 .arg(1 + draw.below(254))},
            {QStringLiteral("requested"), draw.below(2) == 0},
            {QStringLiteral("compose"),
             QJsonObject{{QStringLiteral("project"), QStringLiteral("shop")},
                         {QStringLiteral("service"), name.section(u'-', 0, 0)}}}};
        if (action == u"die")
            container.insert(QStringLiteral("exitCode"), draw.below(2) ? draw.below(256) : 0);
        if (action == u"kill")
            container.insert(QStringLiteral("signal"), 9 + draw.below(7));
        events.append(Event::make({.id = QStringLiteral("%1").arg(i, 24, 16, QChar(u'0')),
                                   .source = QStringLiteral("docker/local"),
                                   .type = QStringLiteral("docker/container/") + action,
                                   .subject = name,
                                   .timeNs = 1'700'000'000'000'000'000 + i,
                                   .host = QStringLiteral("local")},
                                  {{QStringLiteral("container"), container}})
                          .json());
    }
    return events;
}

QList<QJsonObject> mixedPatterns(int count)
{
    Draw draw(2);
    QList<QJsonObject> patterns;
    while (patterns.size() < count) {
        QJsonObject pattern{
            {QStringLiteral("type"),
             QJsonArray{QString(QStringLiteral("docker/container/") + draw.action())}}};
        // A third of the fields name no container at all; such a pattern needs another that does,
        // or thousands of them would match everything, which nobody writes.
        const int clauses = 1 + draw.below(3);
        for (int i = 0; i < clauses; ++i)
            addClause(pattern, draw);
        if (!pattern.contains(QStringLiteral("data.container.name")))
            pattern.insert(QStringLiteral("data.container.name"), QJsonArray{draw.name()});
        if (draw.below(10) == 0) {
            pattern.insert(
                QStringLiteral("$or"),
                QJsonArray{
                    QJsonObject{{QStringLiteral("subject"), QJsonArray{draw.name()}}},
                    QJsonObject{{QStringLiteral("data.container.requested"), QJsonArray{true}}}});
        }
        patterns.append(pattern);
    }
    return patterns;
}

} // namespace Saltern::Bench
