#include "app/studio/document/edits/pasteedit.h"
#include "app/studio/document/edits/settingedits.h"
#include "app/studio/document/handlerfile.h"
#include "app/studio/document/linediff.h"
#include "app/studio/document/pipelinedocument.h"
#include "app/studio/document/storedfile.h"
#include "engine/pipeline/jsonpointer.h"
#include "engine/pipeline/yamldocument.h"
#include "engine/runs/diskfolder.h"
#include "engine/runs/namedfiles.h"

#include <QDir>
#include <QFileInfo>

namespace Saltern {

namespace {

// A document without a layout file is one that was never drawn.
Layout layoutBeside(const QString &path)
{
    const auto text = readStoredFile(layoutPathOf(path));
    return text ? readLayout(*text) : Layout();
}

} // namespace

Result<std::unique_ptr<PipelineDocument>> PipelineDocument::load(const QString &path)
{
    const auto text = readStoredFile(path);
    if (!text)
        return fail(text.error());
    auto document = std::make_unique<PipelineDocument>();
    document->m_path = QFileInfo(path).absoluteFilePath();
    document->m_onDisk = *text;
    document->begin(*text, layoutBeside(path), true);
    return document;
}

QString PipelineDocument::nodeYaml(const QString &id) const
{
    const auto yaml = DocumentText::raw(m_state.text, pointerTo(QStringLiteral("/nodes"), id));
    return yaml ? QString::fromUtf8(*yaml) : QString();
}

bool PipelineDocument::setNodeYaml(const QString &id, const QString &yaml)
{
    const YamlDocument read = readYaml(yaml.toUtf8());
    if (!read.problems.isEmpty()) {
        const Problem &problem = read.problems.first();
        return refuse(QStringLiteral("Line %1: %2 %3")
                          .arg(problem.position.line)
                          .arg(problem.message, problem.remedy));
    }
    if (!hasNode(id) || !read.value.isObject())
        return refuse(QStringLiteral("A node is written as \"setting: value\" lines."));
    return perform({.name = QStringLiteral("Edit YAML of %1").arg(labelOf(id)),
                    .text = {DocumentText::Edit::setRaw(pointerTo(QStringLiteral("/nodes"), id),
                                                        yaml.toUtf8())},
                    .mergeKey = QStringLiteral("yaml of ") + id});
}

bool PipelineDocument::setYaml(const QString &text)
{
    return perform({.name = QStringLiteral("Edit YAML"),
                    .wholeText = text.toUtf8(),
                    .mergeKey = QStringLiteral("yaml")});
}

QString PipelineDocument::copy(const QStringList &ids) const
{
    const auto text = Edits::copyNodes(m_state, placedLayout(), ids);
    return text ? QString::fromUtf8(*text) : QString();
}

QStringList PipelineDocument::paste(const QString &yaml, QPointF at, bool keepIncoming)
{
    const auto pasted = Edits::pasteNodes(m_state, placedLayout(), yaml.toUtf8(), at, keepIncoming);
    if (!pasted) {
        refuse(pasted.error().toString());
        return {};
    }
    return perform(pasted->edit) ? pasted->ids : QStringList();
}

QStringList PipelineDocument::duplicate(const QStringList &ids, QPointF offset)
{
    QRectF around;
    for (const QString &id : ids)
        around |= rectOf(id);
    const auto text = Edits::copyNodes(m_state, placedLayout(), ids);
    if (!text || around.isEmpty())
        return {};
    auto pasted =
        Edits::pasteNodes(m_state, placedLayout(), *text, around.topLeft() + offset, false);
    if (!pasted)
        return {};
    pasted->edit.name = ids.size() == 1 ? QStringLiteral("Duplicate ") + ids.first()
                                        : QStringLiteral("Duplicate %1 nodes").arg(ids.size());
    return perform(pasted->edit) ? pasted->ids : QStringList();
}

void PipelineDocument::setHead(const QString &field, const QString &value)
{
    static const QStringList fields{QStringLiteral("pipeline"),
                                    QStringLiteral("title"),
                                    QStringLiteral("description"),
                                    QStringLiteral("guarantee"),
                                    QStringLiteral("durability"),
                                    QStringLiteral("missed")};
    if (fields.contains(field))
        perform(Edits::setHead(field, value));
    else
        refuse(QStringLiteral("A pipeline has no field \"%1\".").arg(field));
}

Bundle PipelineDocument::bundle() const
{
    Bundle bundle{.documentName =
                      fileName().isEmpty() ? name() + QStringLiteral(".saltern.yaml") : fileName(),
                  .document = m_state.text};
    const DiskFolder disk(folder());
    const QStringList named = namedFiles(pipeline());
    for (const QString &path : named) {
        if (const HandlerFile *open = m_handlers.value(path);
            open && (open->isModified() || m_path.isEmpty())) {
            bundle.files.insert(path, open->text().toUtf8());
        } else if (!m_path.isEmpty() && disk.look(path) == SourceFolder::Entry::File) {
            if (const auto content = readStoredFile(folder() + u'/' + path))
                bundle.files.insert(path, *content);
        }
    }
    return bundle;
}

HandlerFile *PipelineDocument::handlerFile(const QString &relativePath)
{
    if (HandlerFile *open = m_handlers.value(relativePath))
        return open;
    auto *file = new HandlerFile(relativePath, this);
    if (!m_path.isEmpty())
        file->load(folder());
    connect(file, &HandlerFile::modifiedChanged, this, &PipelineDocument::modifiedChanged);
    connect(file, &HandlerFile::textChanged, this, &PipelineDocument::filesEdited);
    m_handlers.insert(relativePath, file);
    Q_EMIT filesEdited();
    return file;
}

QStringList PipelineDocument::watchedFiles() const
{
    if (m_path.isEmpty())
        return {};
    QStringList paths{m_path};
    for (auto file = m_handlers.begin(); file != m_handlers.end(); ++file)
        paths += folder() + u'/' + file.key();
    return paths;
}

QMap<QString, QByteArray> PipelineDocument::unsavedFiles() const
{
    QMap<QString, QByteArray> files;
    for (auto file = m_handlers.begin(); file != m_handlers.end(); ++file) {
        if (file.value()->isModified())
            files.insert(file.key(), file.value()->text().toUtf8());
    }
    return files;
}

bool PipelineDocument::writeTo(const QString &path)
{
    for (HandlerFile *file : std::as_const(m_handlers)) {
        if (!file->isModified())
            continue;
        if (const Result<> written = file->save(QFileInfo(path).absolutePath()); !written)
            return refuse(written.error().toString());
    }
    Layout layout = placedLayout();
    for (const QString &id : layout.nodes.keys()) {
        if (!hasNode(id))
            layout.nodes.remove(id);
    }
    const QString layoutPath = layoutPathOf(path);
    if (const Result<> written = writeStoredFile(path, m_state.text); !written)
        return refuse(written.error().toString());
    if (const Result<> written = writeStoredFile(layoutPath, writeLayout(layout)); !written)
        return refuse(written.error().toString());
    m_onDisk = m_state.text;
    setChangedOnDisk(false);
    m_undo.setClean();
    if (path != m_path) {
        m_path = path;
        Q_EMIT pathChanged();
    }
    Q_EMIT modifiedChanged();
    Q_EMIT saved();
    checkNow();
    return true;
}

bool PipelineDocument::save()
{
    return m_path.isEmpty() ? refuse(QStringLiteral("The pipeline has no file yet."))
                            : writeTo(m_path);
}

// What nodes name has to lie beside the document wherever it goes.
bool PipelineDocument::takeFilesTo(const QString &target)
{
    const DiskFolder here(folder());
    const DiskFolder there(target);
    const QStringList named = namedFiles(pipeline());
    for (const QString &file : named) {
        const HandlerFile *open = m_handlers.value(file);
        if ((open && open->isModified()) || here.look(file) != SourceFolder::Entry::File ||
            there.look(file) != SourceFolder::Entry::Missing)
            continue;
        HandlerFile copied(file);
        copied.load(folder());
        if (const Result<> written = copied.save(target); !written)
            return refuse(written.error().toString());
    }
    return true;
}

bool PipelineDocument::saveAs(const QString &path)
{
    const QString absolute = QFileInfo(path).absoluteFilePath();
    const QString target = QFileInfo(absolute).absolutePath();
    const bool written =
        (m_path.isEmpty() || target == folder() || takeFilesTo(target)) && writeTo(absolute);
    if (written)
        setReadOnly(false);
    return written;
}

bool PipelineDocument::reload()
{
    const auto text = readStoredFile(m_path);
    if (!text)
        return refuse(text.error().toString());
    m_onDisk = *text;
    setChangedOnDisk(false);
    for (HandlerFile *file : std::as_const(m_handlers))
        file->load(folder());
    const bool done = perform(
        {.name = QStringLiteral("Reload"), .wholeText = *text, .layout = layoutBeside(m_path)});
    m_undo.setClean();
    return done;
}

void PipelineDocument::keepMine()
{
    if (const auto text = readStoredFile(m_path))
        m_onDisk = *text;
    m_undo.resetClean();
    setChangedOnDisk(false);
}

QString PipelineDocument::diskDiff() const
{
    const auto text = readStoredFile(m_path);
    return lineDiff(yaml(), text ? QString::fromUtf8(*text) : QString());
}

void PipelineDocument::checkDisk()
{
    if (m_path.isEmpty())
        return;
    for (HandlerFile *file : std::as_const(m_handlers)) {
        if (!file->isModified())
            file->load(folder());
    }
    const auto text = readStoredFile(m_path);
    // A file that is gone was perhaps moved; what is here is all there is of it.
    if (!text) {
        setChangedOnDisk(true);
        return;
    }
    if (*text == m_state.text)
        m_onDisk = *text;
    setChangedOnDisk(*text != m_onDisk);
}

void PipelineDocument::setChangedOnDisk(bool changed)
{
    if (changed == m_changedOnDisk)
        return;
    m_changedOnDisk = changed;
    Q_EMIT changedOnDiskChanged();
}

} // namespace Saltern
