#pragma once

#include "app/studio/document/pipelinedocument.h"

#include <QPointer>
#include <QTimer>
#include <QUrl>
#include <QVariantList>

#include "qml/export/exportfilemodel.h"
#include "qml/export/exportrun.h"
#include "qml/export/exportsource.h"
#include <memory>

namespace Saltern {

/// What the export dialog shows: the files that a document becomes, what each node became, and
/// what can be done with it. Follows the document while `active`. GUI thread.
class ExportModel : public QObject
{
    Q_OBJECT
    QML_ELEMENT
    Q_PROPERTY(
        Saltern::PipelineDocument *document READ document WRITE setDocument NOTIFY documentChanged)
    Q_PROPERTY(bool active READ isActive WRITE setActive NOTIFY activeChanged)
    /// Every exporter and profile as {value, text, tip}; `value` goes into `choice`.
    Q_PROPERTY(QVariantList choices READ choices CONSTANT)
    Q_PROPERTY(QString choice READ choice WRITE setChoice NOTIFY choiceChanged)
    Q_PROPERTY(QString otherwise READ otherwise WRITE setOtherwise NOTIFY otherwiseChanged)
    /// Whose hosts these are: "Hosts of ~/.config/saltern/hosts.yaml".
    Q_PROPERTY(QString hostsTitle READ hostsTitle NOTIFY hostsChanged)
    /// What the other system makes of them, in one sentence.
    Q_PROPERTY(QString hostsText READ hostsText NOTIFY outcomeChanged)
    /// Whether there are hosts that may have no minion: only then `allMinions` matters.
    Q_PROPERTY(bool mayLackMinions READ mayLackMinions NOTIFY outcomeChanged)
    Q_PROPERTY(bool allMinions READ allMinions WRITE setAllMinions NOTIFY hostsChanged)
    Q_PROPERTY(bool busy READ isBusy NOTIFY busyChanged)
    /// Why there is nothing to show, in one sentence and a remedy; empty when there is.
    Q_PROPERTY(QString error READ error NOTIFY outcomeChanged)
    Q_PROPERTY(Saltern::ExportFileModel *files READ files CONSTANT)
    /// Each node as {node, label, kind, verdict, differences, remedy, file, line}.
    Q_PROPERTY(QVariantList nodes READ nodes NOTIFY outcomeChanged)
    Q_PROPERTY(QStringList generalDifferences READ generalDifferences NOTIFY outcomeChanged)
    Q_PROPERTY(QStringList nextSteps READ nextSteps NOTIFY outcomeChanged)
    Q_PROPERTY(int exactCount READ exactCount NOTIFY outcomeChanged)
    Q_PROPERTY(QString checked READ checked NOTIFY outcomeChanged)
    Q_PROPERTY(bool checkPassed READ checkPassed NOTIFY outcomeChanged)
    Q_PROPERTY(QString currentFile READ currentFile WRITE setCurrentFile NOTIFY currentFileChanged)
    Q_PROPERTY(QString currentText READ currentText NOTIFY currentTextChanged)
    Q_PROPERTY(QStringList selectedNodes READ selectedNodes WRITE setSelectedNodes NOTIFY
                   selectedNodesChanged)
    /// The lines of the selected nodes in the current file, as {first, last}.
    Q_PROPERTY(QVariantList spans READ spans NOTIFY spansChanged)
    /// What the last saving did, in one line; `resultFailed` says that it is an error.
    Q_PROPERTY(QString result READ result NOTIFY resultChanged)
    Q_PROPERTY(bool resultFailed READ resultFailed NOTIFY resultChanged)
    /// Files of the folder that somebody edited, and that were therefore left alone.
    Q_PROPERTY(QStringList editedFiles READ editedFiles NOTIFY resultChanged)

public:
    explicit ExportModel(QObject *parent = nullptr);
    ~ExportModel() override;

    PipelineDocument *document() const;
    void setDocument(PipelineDocument *document);
    bool isActive() const { return m_active; }
    void setActive(bool active);
    QVariantList choices() const;
    QString choice() const { return m_choice; }
    void setChoice(const QString &choice);
    QString otherwise() const { return m_otherwise; }
    void setOtherwise(const QString &host);
    QString hostsTitle() const { return m_source.title(); }
    QString hostsText() const;
    bool mayLackMinions() const;
    bool allMinions() const { return m_allMinions; }
    void setAllMinions(bool all);
    bool isBusy() const { return m_run || m_write; }
    QString error() const { return m_error; }
    ExportFileModel *files() { return &m_files; }
    QVariantList nodes() const;
    QStringList generalDifferences() const;
    QStringList nextSteps() const;
    int exactCount() const;
    QString checked() const;
    bool checkPassed() const;
    QString currentFile() const { return m_currentFile; }
    void setCurrentFile(const QString &path);
    QString currentText() const;
    QStringList selectedNodes() const { return m_selectedNodes; }
    void setSelectedNodes(const QStringList &ids);
    QVariantList spans() const;
    QString result() const { return m_result; }
    bool resultFailed() const { return m_resultFailed; }
    QStringList editedFiles() const { return m_editedFiles; }

    /// Shows the file with the node's first lines; false when the node has none.
    Q_INVOKABLE bool showNode(const QString &id);
    Q_INVOKABLE void copyCurrentFile() const;
    Q_INVOKABLE void saveArchive(const QUrl &file);
    Q_INVOKABLE void writeFolder(const QUrl &folder, bool overwrite = false);

    /// Writes into the folder of the last writeFolder() once more, over edited files too.
    Q_INVOKABLE void replaceEdited();

Q_SIGNALS:
    void documentChanged();
    void activeChanged();
    void choiceChanged();
    void otherwiseChanged();
    void hostsChanged();
    void busyChanged();
    void outcomeChanged();
    void currentFileChanged();
    void currentTextChanged();
    void selectedNodesChanged();
    void spansChanged();
    void resultChanged();

private:
    void lookAtHosts();
    void beginSoon();
    void begin();
    void take(const Result<ExportOutcome> &outcome);
    void takeWritten(const Result<FolderChanges> &changes);
    void setResult(const QString &sentence, bool failed, const QStringList &edited = {});
    QString firstFile() const;
    void markFiles();

    QPointer<PipelineDocument> m_document;
    bool m_active = false;
    QString m_choice;
    QString m_otherwise;
    ExportSource m_source;
    bool m_allMinions = false;
    QTimer m_pause;
    std::unique_ptr<ExportRun> m_run;
    std::unique_ptr<ExportWrite> m_write;
    std::shared_ptr<const ExportOutcome> m_outcome;
    QString m_error;
    ExportFileModel m_files;
    QString m_currentFile;
    QStringList m_selectedNodes;
    QUrl m_folder;
    QString m_result;
    bool m_resultFailed = false;
    QStringList m_editedFiles;
};

} // namespace Saltern
