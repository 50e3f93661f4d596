#include "app/cli/command.h"
#include "app/cli/statefolder.h"
#include "engine/control/controlcall.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>

#include <CLI/App.hpp>

#include <memory>

namespace Saltern::Cli {

namespace {

struct FunctionsOptions
{
    std::string state; // folder
    bool json = false;
};

void printPool(const QJsonObject &pool)
{
    const auto text = [&](const char *key) {
        return pool.value(QLatin1StringView(key)).toString();
    };
    const auto number = [&](const char *key) {
        return pool.value(QLatin1StringView(key)).toInteger();
    };
    const auto ms = [&](const char *key) {
        return QString::number(pool.value(QLatin1StringView(key)).toDouble(), 'f', 2);
    };
    print(QStringLiteral("%1/%2  %3 on %4")
              .arg(text("pipeline"), text("node"), text("mode"), text("host")));
    print(QStringLiteral("  %1 containers (%2 starting; %3 to %4), %5 calls running, %6 waiting")
              .arg(number("containers"))
              .arg(number("starting"))
              .arg(number("min"))
              .arg(number("max"))
              .arg(number("running"))
              .arg(number("waiting")));
    print(QStringLiteral("  %1 ok, %2 failed; p50 %3 ms, p99 %4 ms")
              .arg(number("ok"))
              .arg(number("failed"))
              .arg(ms("p50_ms"), ms("p99_ms")));
    if (!text("trouble").isEmpty())
        print(QStringLiteral("  The last container could not begin: ") + text("trouble"));
}

int show(const FunctionsOptions &options, const Result<QJsonValue> &answer)
{
    if (!answer)
        return report(answer.error());
    const QJsonArray pools = answer->toObject().value(QLatin1StringView("functions")).toArray();
    if (options.json) {
        print(QString::fromUtf8(QJsonDocument(pools).toJson(QJsonDocument::Compact)));
        return Done;
    }
    if (pools.isEmpty())
        print(QStringLiteral("There is no pool: no warm or hot function was called yet, and none "
                             "has a `min`."));
    for (const QJsonValue &pool : pools)
        printPool(pool.toObject());
    return Done;
}

int run(const FunctionsOptions &options)
{
    ControlCall call(
        stateFolder(options.state) + QStringLiteral("/control.sock"), QStringLiteral("status"), {});
    int code = RanAndFailed;
    QObject::connect(&call, &ControlCall::finished, &call, [&](const Result<QJsonValue> &answer) {
        code = show(options, answer);
        QCoreApplication::exit();
    });
    // From inside the loop, so that an immediate failure finds it running.
    QMetaObject::invokeMethod(&call, &ControlCall::start, Qt::QueuedConnection);
    QCoreApplication::exec();
    return code;
}

} // namespace

void declareFunctions(CLI::App &app, Invocation &invocation)
{
    CLI::App *command =
        app.add_subcommand("functions", "The pools of warm and hot functions of a running engine");
    const auto options = std::make_shared<FunctionsOptions>();
    command->add_option("--state", options->state, stateFolderHelp)->type_name("FOLDER");
    command->add_flag("--json", options->json, "The pools as a JSON list");
    command->footer("The engine is the one that `saltern run` started on the same state folder.\n"
                    "Examples:\n"
                    "  saltern functions\n"
                    "  saltern functions --json");
    command->callback(
        [&invocation, options] { invocation.run = [options] { return run(*options); }; });
}

} // namespace Saltern::Cli
