#include "app/cli/boundedread.h"
#include "app/cli/command.h"
#include "app/cli/statefolder.h"
#include "engine/base/clock.h"
#include "engine/control/controlcall.h"
#include "engine/events/event.h"

#include <QCoreApplication>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>

#include <CLI/App.hpp>

#include <memory>

namespace Saltern::Cli {

namespace {

struct SendOptions
{
    std::string type;
    std::string manual;
    std::string data;
    std::string subject;
    std::string state;
    bool json = false;
};

Result<QByteArray> readText(const QString &given)
{
    if (given != QLatin1StringView("-") && !given.startsWith(u'@'))
        return given.toUtf8();
    QFile file(given.mid(1));
    const bool opened = given == QLatin1StringView("-") ? file.open(stdin, QIODevice::ReadOnly)
                                                        : file.open(QIODevice::ReadOnly);
    if (!opened)
        return fail(ErrorKind::BadInput,
                    QStringLiteral("The file %1 cannot be read.").arg(given.mid(1)),
                    QStringLiteral("Give JSON itself, @FILE, or - for standard input."),
                    file.errorString());
    return readAtMost(file, maximumEventBytes + 1);
}

Result<QJsonObject> readData(const std::string &option)
{
    if (option.empty())
        return QJsonObject();
    const auto text = readText(QString::fromStdString(option));
    if (!text)
        return fail(text.error());
    QJsonParseError parseError;
    const QJsonDocument document = QJsonDocument::fromJson(*text, &parseError);
    if (document.isObject())
        return document.object();
    return fail(ErrorKind::BadInput,
                parseError.error == QJsonParseError::NoError
                    ? QStringLiteral("The data is not a JSON object.")
                    : QStringLiteral("The data is not valid JSON: %1 at byte %2.")
                          .arg(parseError.errorString())
                          .arg(parseError.offset),
                QStringLiteral("Write it as in --data '{\"name\":\"web\"}'."));
}

Result<Event> makeEvent(const SendOptions &options)
{
    if (options.type.empty() == options.manual.empty())
        return fail(ErrorKind::BadInput,
                    QStringLiteral("Give either an event type or --manual PIPELINE/NODE."),
                    QStringLiteral("For example: saltern send demo/hello"));
    const QString manual = QString::fromStdString(options.manual);
    if (!manual.isEmpty() && manual.count(u'/') != 1)
        return fail(ErrorKind::BadInput,
                    QStringLiteral("\"%1\" is not PIPELINE/NODE.").arg(manual),
                    QStringLiteral("Name the pipeline and its manual node, e.g. hello/go."));
    const QString type = manual.isEmpty() ? QString::fromStdString(options.type)
                                          : QStringLiteral("manual/") + manual;
    const auto data = readData(options.data);
    if (!data)
        return fail(data.error());
    const Event event = Event::make({.source = QStringLiteral("saltern/send"),
                                     .type = type,
                                     .subject = QString::fromStdString(options.subject),
                                     .timeNs = SystemClock().nowNs()},
                                    *data);
    // The same rules as for events from anywhere.
    return Event::fromJson(event.json());
}

int showAnswer(const SendOptions &options, const Result<QJsonValue> &answer)
{
    if (!answer)
        return report(answer.error());
    const QJsonObject object = answer->toObject();
    if (options.json) {
        print(QString::fromUtf8(QJsonDocument(object).toJson(QJsonDocument::Compact)));
        return Done;
    }
    const QJsonArray triggers = object.value(QLatin1StringView("triggers")).toArray();
    if (triggers.isEmpty())
        print(QStringLiteral("Sent; no running pipeline reacts to it."));
    for (const QJsonValue &trigger : triggers)
        print(QStringLiteral("Sent; begins a run of %1.").arg(trigger.toString()));
    return Done;
}

int send(const SendOptions &options)
{
    const auto event = makeEvent(options);
    if (!event)
        return report(event.error());
    ControlCall call(stateFolder(options.state) + QStringLiteral("/control.sock"),
                     QStringLiteral("events.send"),
                     {{QStringLiteral("event"), event->object()}});
    int code = RanAndFailed;
    QObject::connect(&call, &ControlCall::finished, &call, [&](const Result<QJsonValue> &answer) {
        code = showAnswer(options, answer);
        QCoreApplication::exit();
    });
    // From inside the loop, so that an immediate failure finds it running.
    QMetaObject::invokeMethod(&call, &ControlCall::start, Qt::QueuedConnection);
    QCoreApplication::exec();
    return code;
}

} // namespace

void declareSend(CLI::App &app, Invocation &invocation)
{
    const auto options = std::make_shared<SendOptions>();
    CLI::App *command = app.add_subcommand("send", "Put an event on the bus of a running engine");
    command->add_option("TYPE", options->type, "The event's type, a slash path");
    command->add_option("--manual", options->manual, "Press a manual trigger")
        ->type_name("PIPELINE/NODE");
    command->add_option("--data", options->data, "The event's data: a JSON object, @FILE, or -")
        ->type_name("JSON");
    command->add_option(
        "--subject", options->subject, "What it is about; order is kept per subject");
    command->add_option("--state", options->state, stateFolderHelp)->type_name("FOLDER");
    command->add_flag("--json", options->json, "Print the answer as JSON: {\"id\", \"triggers\"}");
    command->footer("The engine is the one that `saltern run` started on the same state folder.\n"
                    "It answers when the event is durable.\n"
                    "\nExamples:\n"
                    "  saltern send demo/hello --data '{\"name\":\"web\"}' --subject web\n"
                    "  saltern send --manual hello/go\n"
                    "  echo '{}' | saltern send demo/hello --data -");
    command->callback(
        [options, &invocation] { invocation.run = [options] { return send(*options); }; });
}

} // namespace Saltern::Cli
