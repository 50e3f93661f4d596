#include "engine/demos/demo.h"
#include "tests/studio/live/scriptedengine.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>

namespace Saltern {

namespace {

QJsonObject recorded()
{
    QFile file(QStringLiteral(SALTERN_STUDIO_RECORDS "/engine.json"));
    if (!file.open(QIODevice::ReadOnly))
        qFatal("there is no %s", qPrintable(file.fileName()));
    QJsonParseError error;
    const QJsonDocument document = QJsonDocument::fromJson(file.readAll(), &error);
    if (!document.isObject())
        qFatal("engine.json: %s", qPrintable(error.errorString()));
    return document.object();
}

QJsonValue demos()
{
    QJsonArray list;
    for (const QString &name : Demo::names()) {
        const auto demo = Demo::load(name);
        if (demo)
            list.append(QJsonObject{{QStringLiteral("demo"), name},
                                    {QStringLiteral("title"), demo->title},
                                    {QStringLiteral("simulated"), true}});
    }
    return QJsonObject{{QStringLiteral("demos"), list}};
}

} // namespace

void furnish(ScriptedEngine &engine)
{
    const QJsonObject records = recorded();
    const QJsonObject answers = records.value(QLatin1StringView("answers")).toObject();
    for (auto entry = answers.begin(); entry != answers.end(); ++entry)
        engine.answer(entry.key(), entry.value());
    const QJsonObject topics = records.value(QLatin1StringView("topics")).toObject();
    for (auto entry = topics.begin(); entry != topics.end(); ++entry)
        engine.beginTopic(entry.key(), entry.value().toObject());
    engine.answer(QStringLiteral("demos.list"), demos());
    // Every run tells the same story, under its own name.
    engine.answer(QStringLiteral("runs.show"),
                  [story = answers.value(QLatin1StringView("runs.show")).toObject()](
                      const QJsonObject &params) {
                      QJsonObject told = story;
                      told.insert(QStringLiteral("run"), params.value(QLatin1StringView("run")));
                      return QJsonValue(told);
                  });
}

} // namespace Saltern
