#include "app/cli/command.h"
#include "app/cli/interrupt.h"
#include "app/cli/runprinter.h"
#include "app/cli/simulationfiles.h"
#include "engine/base/compactjson.h"
#include "engine/simulation/testrunner.h"

#include <QCoreApplication>
#include <QJsonArray>

#include <CLI/App.hpp>

namespace Saltern::Cli {

namespace {

constexpr const char *footer =
    R"(Each test of a document's "tests:" plays its events under virtual time, with effects mocked, and
compares what happened with what it expects. No Docker engine is used and nothing is touched.
docs/testing.md explains how tests are written.

Examples:
  saltern test self-heal.saltern.yaml
  saltern test pipelines/*.saltern.yaml --json
  saltern test self-heal.saltern.yaml --only "one crash is restarted" --trace

Exit codes: 0 all passed, 1 at least one failed, 2 a document or one of its files is bad, or there
is no test.)";

struct TestOptions
{
    std::vector<std::string> files;
    std::string only;
    bool trace = false;
    bool json = false;
};

struct Totals
{
    int passed = 0;
    int failed = 0;
};

Result<TestReport>
runTest(const SimulatedDocument &document, const PipelineTest &test, const TestOptions &options)
{
    TestRunner runner(document.bundle, document.pipeline, test);
    RunPrinter printer(RunPrinter::Events::All, options.json);
    printer.setSimulated([&runner] { return runner.simulation().nowNs(); });
    if (options.trace)
        printer.follow(runner.simulation());
    Interrupt interrupt;
    QObject::connect(&interrupt, &Interrupt::requested, &runner, &TestRunner::cancel);
    Result<TestReport> result;
    QObject::connect(&runner, &TestRunner::finished, &runner, [&result](const auto &report) {
        result = report;
        QCoreApplication::quit();
    });
    runner.start();
    QCoreApplication::exec();
    return result;
}

void printReport(const QString &file, const TestReport &test, bool json)
{
    if (json) {
        const QJsonObject object{
            {QStringLiteral("what"), QStringLiteral("test")},
            {QStringLiteral("file"), file},
            {QStringLiteral("test"), test.name},
            {QStringLiteral("passed"), test.passed()},
            {QStringLiteral("simulated"), true},
            {QStringLiteral("differences"), QJsonArray::fromStringList(test.differences)},
            {QStringLiteral("simulation"), test.simulation.toJson()}};
        print(QString::fromUtf8(compactJson(object)));
        return;
    }
    print(QStringLiteral("%1  %2: %3")
              .arg(test.passed() ? QStringLiteral("passed") : QStringLiteral("FAILED"),
                   file,
                   test.name));
    for (const QString &difference : test.differences)
        print(QStringLiteral("        ") + difference);
}

/// The exit code; Done while tests only fail or pass.
int runFile(const QString &file, const TestOptions &options, Totals &totals)
{
    const auto document = loadForSimulation(file);
    if (!document)
        return reportWithProblems(document.error());
    const auto tests = loadTests(*document);
    if (!tests)
        return reportWithProblems(tests.error());
    for (const PipelineTest &test : *tests) {
        if (!options.only.empty() && test.name != QString::fromStdString(options.only))
            continue;
        const auto result = runTest(*document, test, options);
        if (!result)
            return reportWithProblems(result.error());
        ++(result->passed() ? totals.passed : totals.failed);
        printReport(file, *result, options.json);
    }
    return Done;
}

int runTests(const TestOptions &options)
{
    Totals totals;
    for (const std::string &file : options.files) {
        if (const int code = runFile(QString::fromStdString(file), options, totals); code != Done)
            return code;
    }
    if (totals.passed + totals.failed == 0)
        return report({ErrorKind::BadInput,
                       options.only.empty() ? QStringLiteral("There is no test.")
                                            : QStringLiteral("There is no test named \"%1\".")
                                                  .arg(QString::fromStdString(options.only)),
                       QStringLiteral("docs/testing.md shows how to write one."),
                       {}});
    if (!options.json)
        print(QStringLiteral("%1 passed, %2 failed (simulated)")
                  .arg(totals.passed)
                  .arg(totals.failed));
    return totals.failed == 0 ? Done : RanAndFailed;
}

} // namespace

void declareTest(CLI::App &app, Invocation &invocation)
{
    const auto options = std::make_shared<TestOptions>();
    CLI::App *command =
        app.add_subcommand("test", "Run the tests of pipelines, without a Docker engine");
    command->add_option("FILE", options->files, "Pipeline documents (*.saltern.yaml)")->required();
    command->add_option("--only", options->only, "Only the test of this name")->type_name("NAME");
    command->add_flag("--trace", options->trace, "Print every event, step and run on the way");
    command->add_flag("--json", options->json, "One JSON object a line");
    command->footer(footer);
    command->callback(
        [options, &invocation] { invocation.run = [options] { return runTests(*options); }; });
}

} // namespace Saltern::Cli
