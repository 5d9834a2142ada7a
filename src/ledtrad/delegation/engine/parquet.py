"""stub"""



class Folder: ...


class ParquetRelations: ...
