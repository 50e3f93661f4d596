#include "engine/demos/demo.h"

#include "engine/base/duration.h"
#include "engine/base/nearestname.h"
#include "engine/pipeline/pipelinereader.h"
#include "engine/pipeline/registry.h"

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
            .dockerSocket = object.value(QLatin1StringView("dockerSocket")).toBool()};
}

Result<DemoAct> actFrom(const QJsonObject &object)
{
    DemoAct act{.say = object.value(QLatin1StringView("say")).toString()};
    static const std::vector<std::pair<QLatin1StringView, DemoAct::Kind>> subjects{
        {QLatin1StringView("stop"), DemoAct::Kind::Stop},
        {QLatin1StringView("step"), DemoAct::Kind::Step},
        {QLatin1StringView("running"), DemoAct::Kind::Running},
        {QLatin1StringView("stopped"), DemoAct::Kind::Stopped},
    };
    for (const auto &[key, kind] : subjects) {
        if (object.contains(key)) {
            act.kind = kind;
            act.subject = object.value(key).toString();
            act.port = object.value(QLatin1StringView("port")).toString();
            act.times = object.value(QLatin1StringView("times")).toInt(1);
            return act;
        }
    }
    if (object.contains(QLatin1StringView("start"))) {
        act.container = containerFrom(object.value(QLatin1StringView("start")).toObject());
        return act;
    }
    act.kind = DemoAct::Kind::Event;
    Result<Pattern> pattern =
        Pattern::fromJson(object.value(QLatin1StringView("event")).toObject());
    if (!pattern)
        return tl::unexpected(pattern.error());
    act.pattern = *pattern;
    return act;
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

QStringList Demo::images() const
{
    QStringList images;
    for (const DemoAct &act : acts) {
        if (act.kind == DemoAct::Kind::Start && !images.contains(act.container.image))
            images.append(act.container.image);
    }
    return images;
}

Result<Pipeline> scopedToDemoRun(const Pipeline &pipeline, const QString &run)
{
    Pipeline scoped = pipeline;
    for (Node &node : scoped.nodes) {
        const NodeDescriptor *descriptor = findDescriptor(node.kind);
        if (!descriptor || descriptor->category != Category::Trigger)
            continue;
        // Only events of containers carry the containers' labels.
        const bool ofContainers =
            node.parameters.value(QLatin1StringView("type"))
                .toString(QStringLiteral("container")) == QLatin1StringView("container");
        if (node.kind.name != QLatin1StringView("docker.event") || !ofContainers) {
            return fail(ErrorKind::Unsupported,
                        QStringLiteral("The trigger \"%1\" of the demo is a %2, which cannot be "
                                       "narrowed down to what the demo started.")
                            .arg(node.id, node.kind.name));
        }
        const QString key = QStringLiteral("labels");
        QJsonObject labels = node.parameters.value(key).toObject();
        labels.insert(demoLabel, run);
        node.parameters.insert(key, labels);
    }
    return scoped;
}

} // namespace Saltern
