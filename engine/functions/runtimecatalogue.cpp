#include "engine/functions/runtimecatalogue.h"

#include "engine/base/bytesize.h"
#include "engine/base/installation.h"
#include "engine/base/nearestname.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace Saltern {

namespace {

constexpr qint64 largestFile = 1024 * 1024;

tl::unexpected<Error> faulty(const QString &path, const QString &what, const QString &detail = {})
{
    return fail(ErrorKind::BadInput,
                QStringLiteral("The runtime in %1 cannot be used: %2.").arg(path, what),
                QStringLiteral("Mend the file; docs/functions.md describes it."),
                detail);
}

Result<QByteArray> readFile(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return faulty(path, QStringLiteral("it cannot be read"), file.errorString());
    if (file.size() > largestFile)
        return faulty(path, QStringLiteral("it is larger than 1 MiB"));
    return file.readAll();
}

QStringList strings(const QJsonValue &value)
{
    QStringList list;
    for (const QJsonValue &entry : value.toArray())
        list += entry.toString();
    return list;
}

// Reads runtime.json into a Runtime, one group of fields after the other.
class RuntimeReader
{
public:
    RuntimeReader(const QString &folder, const QJsonObject &object)
        : m_folder(folder), m_path(folder + QStringLiteral("/runtime.json")), m_object(object)
    {
    }

    Result<Runtime> read()
    {
        m_runtime.name = QFileInfo(m_folder).fileName();
        for (const auto &group : {&RuntimeReader::readGeneral,
                                  &RuntimeReader::readFunction,
                                  &RuntimeReader::readEnvironment,
                                  &RuntimeReader::readLimits}) {
            if (const Result<void> done = (this->*group)(); !done)
                return fail(done.error());
        }
        return std::move(m_runtime);
    }

private:
    QJsonValue field(const char *name) const { return m_object.value(QLatin1StringView(name)); }

    Result<void> readGeneral()
    {
        m_runtime.title = field("title").toString(m_runtime.name);
        m_runtime.image = field("image").toString();
        if (m_runtime.image.isEmpty())
            return faulty(m_path, QStringLiteral("\"image\" is missing"));
        m_runtime.extensions = strings(field("extensions"));
        if (const QString recipe = m_folder + QStringLiteral("/Dockerfile");
            QFile::exists(recipe)) {
            const auto dockerfile = readFile(recipe);
            if (!dockerfile)
                return fail(dockerfile.error());
            m_runtime.dockerfile = *dockerfile;
        }
        const QJsonObject program = field("program").toObject();
        m_runtime.program = strings(program.value(QLatin1StringView("command")));
        if (m_runtime.program.isEmpty())
            return faulty(m_path, QStringLiteral("\"program\" has no \"command\" list"));
        m_runtime.inlineName = QStringLiteral("handler") + m_runtime.extensions.value(0);
        return readFiles(program, m_runtime.programFiles);
    }

    Result<void> readFunction()
    {
        const QJsonObject function = field("function").toObject();
        if (function.isEmpty())
            return {};
        m_runtime.function = strings(function.value(QLatin1StringView("command")));
        if (m_runtime.function.isEmpty())
            return faulty(m_path, QStringLiteral("\"function\" has no \"command\" list"));
        m_runtime.hot = strings(function.value(QLatin1StringView("hot")));
        m_runtime.functionPattern.setPattern(
            function.value(QLatin1StringView("detect")).toString());
        m_runtime.functionPattern.setPatternOptions(QRegularExpression::MultilineOption);
        if (!m_runtime.functionPattern.isValid())
            return faulty(m_path,
                          QStringLiteral("\"detect\" is not a regular expression"),
                          m_runtime.functionPattern.errorString());
        return readFiles(function, m_runtime.adapterFiles);
    }

    Result<void> readFiles(const QJsonObject &style, QMap<QString, QByteArray> &files) const
    {
        for (const QString &name : strings(style.value(QLatin1StringView("files")))) {
            if (name.isEmpty() || name.contains(u'/') || name.startsWith(u'.'))
                return faulty(
                    m_path,
                    QStringLiteral("\"%1\" in \"files\" is not a plain file name").arg(name));
            const auto content = readFile(m_folder + u'/' + name);
            if (!content)
                return fail(content.error());
            files.insert(name, *content);
        }
        return {};
    }

    Result<void> readEnvironment()
    {
        const QJsonObject variables = field("environment").toObject();
        for (auto variable = variables.begin(); variable != variables.end(); ++variable) {
            if (!variable->isString())
                return faulty(m_path,
                              QStringLiteral("\"%1\" in \"environment\" is not a string")
                                  .arg(variable.key()));
            m_runtime.environment.insert(variable.key(), variable->toString());
        }
        return {};
    }

    Result<void> readLimits()
    {
        const QJsonObject limits = field("limits").toObject();
        m_runtime.pids = limits.value(QLatin1StringView("pids")).toInt();
        const QString memory = limits.value(QLatin1StringView("memory")).toString();
        if (memory.isEmpty())
            return {};
        const auto bytes = parseByteSize(memory);
        if (!bytes)
            return faulty(m_path, QStringLiteral("its \"memory\" is not a size"), memory);
        m_runtime.memoryBytes = *bytes;
        return {};
    }

    QString m_folder;
    QString m_path;
    QJsonObject m_object;
    Runtime m_runtime;
};

Result<Runtime> readRuntime(const QString &folder)
{
    const QString path = folder + QStringLiteral("/runtime.json");
    const auto text = readFile(path);
    if (!text)
        return fail(text.error());
    QJsonParseError error;
    const QJsonDocument document = QJsonDocument::fromJson(*text, &error);
    if (!document.isObject())
        return faulty(path,
                      QStringLiteral("it is not a JSON object"),
                      QStringLiteral("%1 at byte %2").arg(error.errorString()).arg(error.offset));
    return RuntimeReader(folder, document.object()).read();
}

} // namespace

bool Runtime::hasHandlerFunction(const QByteArray &code) const
{
    return !function.isEmpty() && !functionPattern.pattern().isEmpty() &&
           functionPattern.match(QString::fromUtf8(code)).hasMatch();
}

QString Runtime::buildCommand() const
{
    QString lines;
    for (const QByteArray &line : dockerfile.split('\n')) {
        if (!line.isEmpty() && !line.startsWith('#'))
            lines += QStringLiteral(" '%1'").arg(
                QString::fromUtf8(line).replace(u'\'', QStringLiteral("'\\''")));
    }
    return lines.isEmpty() ? QString()
                           : QStringLiteral("printf '%s\\n'") + lines +
                                 QStringLiteral(" | docker build -t %1 -").arg(image);
}

QStringList RuntimeCatalogue::standardFolders()
{
    return {QStringLiteral(":/saltern/runtimes"), configFolder() + QStringLiteral("/runtimes")};
}

RuntimeCatalogue RuntimeCatalogue::load(const QStringList &folders)
{
    RuntimeCatalogue catalogue;
    for (const QString &folder : folders) {
        const QStringList entries = QDir(folder).entryList(QDir::Dirs | QDir::NoDotAndDotDot);
        for (const QString &name : entries)
            catalogue.m_runtimes.insert_or_assign(name, readRuntime(folder + u'/' + name));
    }
    return catalogue;
}

QStringList RuntimeCatalogue::names() const
{
    QStringList names;
    for (const auto &[name, runtime] : m_runtimes)
        names += name;
    return names;
}

Result<const Runtime *> RuntimeCatalogue::find(const QString &name) const
{
    const auto entry = m_runtimes.find(name);
    if (entry == m_runtimes.end())
        return fail(ErrorKind::BadInput,
                    QStringLiteral("There is no runtime \"%1\".").arg(name),
                    suggestName(name, names()));
    if (!entry->second)
        return fail(entry->second.error());
    return &*entry->second;
}

Result<const Runtime *> RuntimeCatalogue::forFile(const QString &path) const
{
    const QString extension = u'.' + QFileInfo(path).suffix();
    for (const auto &[name, runtime] : m_runtimes) {
        if (runtime && runtime->extensions.contains(extension))
            return &*runtime;
    }
    return fail(ErrorKind::BadInput,
                QStringLiteral("The name \"%1\" does not tell its runtime.").arg(path),
                QStringLiteral("Add `runtime:` to the node. Known are: %1.")
                    .arg(names().join(QStringLiteral(", "))));
}

} // namespace Saltern
