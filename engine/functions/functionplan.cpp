#include "engine/functions/functionplan.h"

#include "engine/base/bytesize.h"
#include "engine/base/duration.h"
#include "engine/functions/runtimecatalogue.h"

#include <QDir>
#include <QJsonArray>
#include <QRegularExpression>

namespace Saltern {

namespace {

constexpr qint64 defaultMemory = 128 * 1024 * 1024;
constexpr int defaultPids = 64;

QString codePath(const QString &file)
{
    return QStringLiteral("code/") + file;
}

QStringList strings(const QJsonValue &value)
{
    QStringList list;
    for (const QJsonValue &entry : value.toArray())
        list += entry.toString();
    return list;
}

// Reads one node's settings, one group after the other.
class PlanReader
{
public:
    explicit PlanReader(const NodeSetup &setup) : m_setup(setup) {}

    Result<FunctionPlan> read()
    {
        m_plan.node = m_setup.node.id;
        m_plan.mode = functionMode(text("mode"));
        auto pool = PoolSettings::fromJson(value("pool").toObject());
        if (!pool)
            return fail(pool.error());
        m_plan.pool = *pool;
        const auto code =
            text("handler").isEmpty() && text("code").isEmpty() ? readOwnProgram() : readCode();
        if (!code)
            return fail(code.error());
        if (const auto image = checkImage(); !image)
            return fail(image.error());
        const auto limits = readLimits();
        if (!limits)
            return fail(limits.error());
        m_plan.network = text("network");
        m_plan.user = text("user");
        m_plan.readOnly = value("readOnly").toBool(true);
        m_plan.capabilities = strings(value("capabilities"));
        return std::move(m_plan);
    }

private:
    QJsonValue value(const char *name) const
    {
        return m_setup.parameters.value(QLatin1StringView(name));
    }
    QString text(const char *name) const { return value(name).toString(); }

    Result<void> readOwnProgram()
    {
        m_plan.ownProgram = true;
        m_plan.image = text("image");
        m_plan.command = strings(value("command"));
        if (m_plan.image.isEmpty())
            return fail(ErrorKind::BadInput,
                        QStringLiteral("The function %1 has no code.").arg(m_plan.node),
                        QStringLiteral("Give it a handler file, inline code, or an image whose "
                                       "own program is the function."));
        return checkHot(false);
    }

    Result<void> readCode()
    {
        const RuntimeCatalogue &runtimes = *m_setup.services.runtimes;
        const QString handler = text("handler");
        const auto runtime =
            text("runtime").isEmpty() ? runtimes.forFile(handler) : runtimes.find(text("runtime"));
        if (!runtime)
            return fail(runtime.error());
        m_plan.image = text("image").isEmpty() ? (*runtime)->image : text("image");
        m_plan.environment = (*runtime)->environment;
        if (!m_plan.environment.contains(QStringLiteral("HOME")))
            m_plan.environment.insert(QStringLiteral("HOME"), QStringLiteral("/tmp"));
        m_plan.memoryBytes = (*runtime)->memoryBytes;
        m_plan.pids = (*runtime)->pids;
        if (const auto files = readFiles(handler, **runtime); !files)
            return files;
        return readCommand(handler.isEmpty() ? (*runtime)->inlineName : QDir::cleanPath(handler),
                           **runtime);
    }

    // The name becomes part of request paths, so nothing that could lead elsewhere gets through.
    Result<void> checkImage() const
    {
        static const QRegularExpression reference(
            QStringLiteral("^[A-Za-z0-9]+([._/:@-]+[A-Za-z0-9]+)*$"));
        if (reference.match(m_plan.image).hasMatch() &&
            !m_plan.image.contains(QLatin1StringView("..")))
            return {};
        return fail(ErrorKind::BadInput,
                    QStringLiteral("\"%1\" is not the name of an image.").arg(m_plan.image),
                    QStringLiteral("Write it as docker does: \"name:tag\" or "
                                   "\"registry/name:tag\"."));
    }

    Result<QByteArray> bundled(const QString &path) const
    {
        const QString clean = QDir::cleanPath(path);
        const QMap<QString, QByteArray> &files = m_setup.bundle.files;
        const auto file = files.contains(path) ? files.find(path) : files.find(clean);
        if (file == files.end() || clean.startsWith(QLatin1StringView("../")) ||
            QDir::isAbsolutePath(clean))
            return fail(
                ErrorKind::NotFound,
                QStringLiteral("The file %1 of the function %2 is missing.").arg(path, m_plan.node),
                QStringLiteral("Put it beside the document, or mend the path."));
        return *file;
    }

    Result<void> readFiles(const QString &handler, const Runtime &runtime)
    {
        QStringList paths = strings(value("files"));
        if (handler.isEmpty())
            m_plan.files.insert(codePath(runtime.inlineName), text("code").toUtf8());
        else
            paths += handler;
        for (const QString &path : paths) {
            const auto content = bundled(path);
            if (!content)
                return fail(content.error());
            m_plan.files.insert(codePath(QDir::cleanPath(path)), *content);
        }
        return {};
    }

    Result<void> readCommand(const QString &handler, const Runtime &runtime)
    {
        const QString style = text("style");
        const bool function =
            style == QLatin1StringView("function") ||
            (style != QLatin1StringView("program") && style != QLatin1StringView("lines") &&
             runtime.hasHandlerFunction(m_plan.files[codePath(handler)]));
        if (function && runtime.function.isEmpty())
            return fail(ErrorKind::BadInput,
                        QStringLiteral("The runtime %1 of the function %2 knows no handler "
                                       "functions.")
                            .arg(runtime.name, m_plan.node),
                        QStringLiteral("Use `style: program`."));
        const bool hot = m_plan.mode == FunctionMode::Hot;
        if (const auto fits = checkHot(function); !fits)
            return fits;
        if (hot && function && runtime.hot.isEmpty())
            return fail(ErrorKind::BadInput,
                        QStringLiteral("The runtime %1 of the function %2 cannot keep handlers "
                                       "running.")
                            .arg(runtime.name, m_plan.node),
                        QStringLiteral("Use `mode: warm`."));
        const auto &files = function ? runtime.adapterFiles : runtime.programFiles;
        for (auto file = files.begin(); file != files.end(); ++file)
            m_plan.files.insert(QStringLiteral("runtime/") + file.key(), file.value());
        const QStringList &called = hot ? runtime.hot : runtime.function;
        const QString folder = callFolder + QStringLiteral("/");
        for (QString argument : function ? called : runtime.program) {
            argument.replace(QStringLiteral("{handler}"), folder + codePath(handler));
            argument.replace(QStringLiteral("{runtime}"), folder + QStringLiteral("runtime"));
            m_plan.command += argument;
        }
        return {};
    }

    // A program that takes one event and ends has nothing to keep.
    Result<void> checkHot(bool isHandlerFunction) const
    {
        if (m_plan.mode != FunctionMode::Hot || isHandlerFunction ||
            text("style") == QLatin1StringView("lines"))
            return {};
        return fail(ErrorKind::BadInput,
                    QStringLiteral("The function %1 is hot, but its code has no handler function.")
                        .arg(m_plan.node),
                    QStringLiteral("Define handle(event), use `mode: warm`, or speak the line "
                                   "protocol with `style: lines`."));
    }

    Result<void> readLimits()
    {
        if (const QString memory = text("memory"); !memory.isEmpty()) {
            const auto bytes = parseByteSize(memory);
            if (!bytes)
                return fail(bytes.error());
            m_plan.memoryBytes = *bytes;
        } else if (m_plan.memoryBytes == 0) {
            m_plan.memoryBytes = defaultMemory;
        }
        const auto tmp = parseByteSize(text("tmp"));
        if (!tmp)
            return fail(tmp.error());
        m_plan.tmpBytes = *tmp;
        const auto grace = parseDuration(text("stopGrace"));
        if (!grace)
            return fail(grace.error());
        m_plan.stopGrace = *grace;
        m_plan.cpus = value("cpus").toDouble(1);
        m_plan.pids = value("pids").toInt(m_plan.pids > 0 ? m_plan.pids : defaultPids);
        return {};
    }

    const NodeSetup &m_setup;
    FunctionPlan m_plan;
};

} // namespace

Result<FunctionPlan> FunctionPlan::make(const NodeSetup &setup)
{
    return PlanReader(setup).read();
}

} // namespace Saltern
