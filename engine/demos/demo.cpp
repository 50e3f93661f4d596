#include "engine/demos/demo.h"

#include "engine/base/duration.h"
#include "engine/base/nearestname.h"
#include "engine/functions/runtimecatalogue.h"
#include "engine/pipeline/pipelinereader.h"

#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>

namespace Saltern {

namespace {

const QString demosFolder = QStringLiteral(":/saltern/demos");

Result<QByteArray> readFile(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return fail(ErrorKind::NotFound,
                    QStringLiteral("The demo's file %1 cannot be read.").arg(path));
    return file.readAll();
}

QStringList texts(const QJsonValue &list)
{
    QStringList result;
    for (const QJsonValue &entry : list.toArray())
        result.append(entry.toString());
    return result;
}

DemoContainer containerFrom(const QJsonObject &object)
{
    return {.name = object.value(QLatin1StringView("name")).toString(),
            .image = object.value(QLatin1StringView("image")).toString(),
            .tag = object.value(QLatin1StringView("tag")).toString(),
            .command = texts(object.value(QLatin1StringView("command"))),
            .dockerSocket = object.value(QLatin1StringView("dockerSocket")).toBool(),
            .keep = object.value(QLatin1StringView("keep")).toBool()};
}

Result<Pattern> patternFrom(const QJsonObject &object)
{
    const QJsonValue message = object.value(QLatin1StringView("message"));
    if (message.isUndefined())
        return Pattern::fromJson(object.value(QLatin1StringView("event")).toObject());
    return Pattern::fromJson(
        {{QStringLiteral("type"), QJsonArray{demoMessage}}, {QStringLiteral("data"), message}});
}

Result<DemoAct> actFrom(const QJsonObject &object)
{
    DemoAct act{.say = object.value(QLatin1StringView("say")).toString()};
    static const std::vector<std::pair<QLatin1StringView, DemoAct::Kind>> subjects{
        {QLatin1StringView("stop"), DemoAct::Kind::Stop},
        {QLatin1StringView("step"), DemoAct::Kind::Step},
        {QLatin1StringView("running"), DemoAct::Kind::Running},
        {QLatin1StringView("stopped"), DemoAct::Kind::Stopped},
        {QLatin1StringView("receiver"), DemoAct::Kind::Receiver},
        {QLatin1StringView("post"), DemoAct::Kind::Post},
        {QLatin1StringView("fire"), DemoAct::Kind::Fire},
        {QLatin1StringView("tag"), DemoAct::Kind::Tag},
        {QLatin1StringView("received"), DemoAct::Kind::Received},
        {QLatin1StringView("event"), DemoAct::Kind::Event},
    };
    act.port = object.value(QLatin1StringView("port")).toString();
    act.times = object.value(QLatin1StringView("times")).toInt(1);
    act.body = object.value(QLatin1StringView("body")).toObject();
    act.host = object.value(QLatin1StringView("host")).toString();
    act.image = object.value(QLatin1StringView("image")).toString();
    act.command = texts(object.value(QLatin1StringView("command")));
    for (const auto &[key, kind] : subjects) {
        if (object.contains(key)) {
            act.kind = kind;
            act.subject = object.value(key).toString();
        }
    }
    if (act.kind == DemoAct::Kind::Start)
        act.container = containerFrom(object.value(QLatin1StringView("start")).toObject());
    if (act.kind != DemoAct::Kind::Event && act.kind != DemoAct::Kind::Received)
        return act;
    Result<Pattern> pattern = patternFrom(object);
    if (!pattern)
        return tl::unexpected(pattern.error());
    act.pattern = *pattern;
    return act;
}

std::vector<DemoHost> hostsFrom(const QJsonArray &list)
{
    std::vector<DemoHost> hosts;
    for (const QJsonValue &entry : list) {
        DemoHost host{.name = entry[QLatin1StringView("name")].toString()};
        const QJsonObject labels = entry[QLatin1StringView("labels")].toObject();
        for (auto label = labels.begin(); label != labels.end(); ++label)
            host.labels.insert(label.key(), label->toString());
        hosts.push_back(host);
    }
    return hosts;
}

// The document and everything below functions/.
Result<Bundle> bundleFrom(const QDir &folder, const QString &name)
{
    Bundle bundle{.documentName = name + QStringLiteral(".saltern.yaml")};
    const Result<QByteArray> document = readFile(folder.filePath(bundle.documentName));
    if (!document)
        return tl::unexpected(document.error());
    bundle.document = *document;
    QDirIterator functions(
        folder.filePath(QStringLiteral("functions")), QDir::Files, QDirIterator::Subdirectories);
    while (functions.hasNext()) {
        const QString path = functions.next();
        const Result<QByteArray> content = readFile(path);
        if (!content)
            return tl::unexpected(content.error());
        bundle.files.insert(folder.relativeFilePath(path), *content);
    }
    return bundle;
}

} // namespace

QStringList Demo::names()
{
    return QDir(demosFolder).entryList(QDir::Dirs, QDir::Name);
}

Result<Demo> Demo::load(const QString &name)
{
    if (!names().contains(name))
        return fail(ErrorKind::BadInput,
                    QStringLiteral("There is no demo named \"%1\".").arg(name),
                    suggestName(name, names()));
    return loadFolder(demosFolder + u'/' + name);
}

Result<Demo> Demo::loadFolder(const QString &path)
{
    const QDir folder(path);
    const Result<QByteArray> text = readFile(folder.filePath(QStringLiteral("demo.json")));
    if (!text)
        return tl::unexpected(text.error());
    const QJsonObject object = QJsonDocument::fromJson(*text).object();
    Demo demo{.name = folder.dirName(),
              .title = object.value(QLatin1StringView("title")).toString()};

    const Result<std::chrono::milliseconds> deadline =
        parseDuration(object.value(QLatin1StringView("deadline")).toString());
    if (!deadline)
        return tl::unexpected(deadline.error());
    demo.deadline = *deadline;
    demo.hosts = hostsFrom(object.value(QLatin1StringView("hosts")).toArray());

    for (const QJsonValue &entry : object.value(QLatin1StringView("acts")).toArray()) {
        Result<DemoAct> act = actFrom(entry.toObject());
        if (!act)
            return tl::unexpected(act.error());
        demo.acts.push_back(std::move(*act));
    }
    Result<Bundle> bundle = bundleFrom(folder, demo.name);
    if (!bundle)
        return tl::unexpected(bundle.error());
    demo.bundle = std::move(*bundle);
    const auto tests =
        readTests(readPipeline(demo.bundle.document).pipeline,
                  [&folder](const QString &file) { return readFile(folder.filePath(file)); });
    if (!tests)
        return tl::unexpected(tests.error());
    if (!tests->empty() && !tests->front().events.empty())
        demo.recording = tests->front();
    return demo;
}

namespace {

// The built-in runtimes: what a person has changed about them is not what a demo shows.
const RuntimeCatalogue &runtimes()
{
    static const auto catalogue = RuntimeCatalogue::load({QStringLiteral(":/saltern/runtimes")});
    return catalogue;
}

QString imageOfFunction(const Node &node)
{
    const auto text = [&node](const char *name) {
        return node.parameters.value(QLatin1StringView(name)).toString();
    };
    if (!text("image").isEmpty())
        return text("image");
    const auto runtime = text("runtime").isEmpty() ? runtimes().forFile(text("handler"))
                                                   : runtimes().find(text("runtime"));
    return runtime ? (*runtime)->image : QString();
}

} // namespace

bool DemoAct::isExpectation() const
{
    return kind == Kind::Event || kind == Kind::Step || kind == Kind::Received;
}

QStringList Demo::images() const
{
    QStringList images;
    for (const DemoAct &act : acts) {
        if (act.kind == DemoAct::Kind::Start)
            images.append(act.container.image);
        if (act.kind == DemoAct::Kind::Tag)
            images.append(act.image);
    }
    for (const Node &node : readPipeline(bundle.document).pipeline.nodes) {
        if (node.kind.name == QLatin1StringView("function"))
            images.append(imageOfFunction(node));
    }
    images.removeDuplicates();
    return images;
}

QString Demo::buildCommand(const QString &image) const
{
    for (const QString &entry : runtimes().names()) {
        const auto runtime = runtimes().find(entry);
        if (runtime && (*runtime)->image == image)
            return (*runtime)->buildCommand();
    }
    return {};
}

} // namespace Saltern
